"""Which system the command speaks to: the one whose data is under THIDUA_HOME."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from nats.js.errors import NotFoundError

from services.console.cli.output import fail
from shared.messaging.history import LogAway
from shared.messaging.log import STREAM, ServerAway, connect_once, provision

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.client import Client

DEFAULT_HOME = ".thidua"
DESCRIPTION = "system.json"
# What JetStream says where there is no such stream; other things may be missing too.
STREAM_NOT_FOUND = 10059


class System(msgspec.Struct, frozen=True):
    """Where the parts of a running system are, as it wrote them down when it started.

    `nats` is the address with the operator's name and password, `nats_provisioner` with those
    of who may make the stream, so the file is private.
    """

    port: int
    services: dict[str, str]
    nats: str
    nats_provisioner: str
    nats_monitoring: str


def home() -> Path:
    return Path(os.environ.get("THIDUA_HOME", DEFAULT_HOME))


def find_system() -> System:
    """The system under THIDUA_HOME; ends the command when there is none."""
    file = home() / DESCRIPTION
    if not file.exists():
        fail("cli.no_system", "cli.no_system_hint", home=home())
    system = read_system(home())
    asked = os.environ.get("PORT")
    if asked is not None and asked != str(system.port):
        fail(
            "cli.other_port", "cli.other_port_hint", home=home(), found=system.port, asked=asked
        )
    return system


def read_system(place: Path) -> System:
    """The system that described itself in a folder."""
    return msgspec.json.decode((place / DESCRIPTION).read_bytes(), type=System)


@asynccontextmanager
async def connected(system: System) -> AsyncIterator[Client]:
    """A connection to the log as the operator; ends the command without NATS or the stream."""
    try:
        client = await connect_once(system.nats, "operator")
    except ServerAway as error:
        fail("cli.nats_away", "cli.nats_away_hint", reason=error)
    try:
        yield client
    except LogAway as error:
        fail("cli.nats_away", "cli.nats_away_hint", reason=error)
    except NotFoundError as error:
        if error.err_code != STREAM_NOT_FOUND:
            raise
        fail("cli.stream_missing", "cli.stream_missing_hint", stream=STREAM)
    finally:
        await client.close()


async def make_stream(system: System) -> None:
    """Make the stream as it is declared; ends the command when NATS is away."""
    try:
        client = await connect_once(system.nats_provisioner, "provisioner")
    except ServerAway as error:
        fail("cli.nats_away", "cli.nats_away_hint", reason=error)
    try:
        await provision(client.jetstream())
    finally:
        await client.close()
