"""What is parked anywhere, and the one entity an operator names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.console.cli.output import fail, text
from shared.messaging.control import ControlRefused, Nothing, ServiceSilent, ask
from shared.operations.parked import ReaderParked
from shared.readmodel.parked import ParkedEntity

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

Reader = Annotated[str, typer.Argument(help=text("cli.parked.reader"))]
Entity = Annotated[str, typer.Argument(help=text("cli.parked.entity"))]
Source = Annotated[str | None, typer.Option(help=text("cli.parked.source"))]
Reason = Annotated[str, typer.Option(help=text("cli.parked.reason"))]


class Waiting(msgspec.Struct):
    """A parked entity, the reader it waits in, and that reader's service."""

    service: str
    reader: str
    parked: ParkedEntity


async def everything_parked(client: Client, system: System) -> tuple[list[Waiting], list[str]]:
    """What waits in every reader, and the services that do not answer."""
    found, silent = [], []
    for service in system.services:
        try:
            readers = await ask(client, service, "parked.list", Nothing(), list[ReaderParked])
        except (ServiceSilent, ControlRefused):
            silent.append(service)
            continue
        found += [
            Waiting(service, each.reader, entity)
            for each in readers
            for entity in each.entities
        ]
    return found, silent


async def named(
    client: Client, system: System, reader: str, entity: str, source: str | None
) -> Waiting:
    """The parked entity of a name; ends the command when there is none, or are two."""
    found, _ = await everything_parked(client, system)
    matching = [
        each
        for each in found
        if each.reader == reader
        and each.parked.entity == entity
        and source in {None, each.parked.source}
    ]
    if not matching:
        fail("cli.parked.unknown", "cli.parked.unknown_hint", reader=reader, entity=entity)
    if len(matching) > 1:
        sources = ", ".join(each.parked.source for each in matching)
        fail("cli.parked.two", "cli.parked.two_hint", entity=entity, sources=sources)
    return matching[0]
