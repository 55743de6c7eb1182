"""The message server of a system that is stopped, run for one act of its administrator.

It listens on this machine only, on a port of its own, behind a secret that nobody else is
told, and ends with the act. Users and rights of the running system are not loosened for it.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from services.console.cli.output import fail
from services.console.cli.system import DESCRIPTION, home, read_system
from shared.home import make_private
from shared.messaging.log import ServerAway, connect_once

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from nats.aio.client import Client

START_SECONDS = 20.0
POLL_SECONDS = 0.05
USER = "administrator"


class ServerDidNotStart(Exception):
    """The message server ended, or never said where it listens."""


async def require_stopped() -> None:
    """End the command when the system of this home runs."""
    if not (home() / DESCRIPTION).exists():
        return
    with suppress(ServerAway):
        client = await connect_once(read_system(home()).nats, "operator")
        await client.close()
        fail("cli.offline.running", "cli.offline.running_hint", home=home())


@asynccontextmanager
async def administering(data: Path) -> AsyncIterator[Client]:
    """A connection, as administrator, to a server run on this data folder meanwhile."""
    with offline_server(data) as url:
        client = await connect_once(url, USER)
        try:
            yield client
        finally:
            await client.close()


@contextmanager
def offline_server(data: Path) -> Iterator[str]:
    """Run a server on this data folder; the address holds its secret."""
    make_private(data)
    password = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="thidua-") as folder:
        room = Path(folder)
        configuration = room / "nats.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            'listen: "127.0.0.1:-1"\n'
            f"ports_file_dir: {json.dumps(folder)}\n"
            f"jetstream {{ store_dir: {json.dumps(str(data))}, sync_interval: always }}\n"
            f"authorization {{ user: {USER}, password: {json.dumps(password)} }}\n"
        )
        binary = Path(sys.executable).parent / "nats-server"
        with subprocess.Popen(  # noqa: S603 (the server of our own environment)
            [binary, "-c", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                address = _address(server, room)
                yield address.replace("nats://", f"nats://{USER}:{password}@")
            finally:
                server.terminate()


def _address(server: subprocess.Popen[bytes], room: Path) -> str:
    """Where the server listens: it writes that down once it does."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        for written in room.glob("*.ports"):
            with suppress(ValueError):
                said: dict[str, list[str]] = json.loads(written.read_text())
                return said["nats"][0]
        time.sleep(POLL_SECONDS)
    raise ServerDidNotStart(f"no message server on {room}: it ended with {server.returncode}")
