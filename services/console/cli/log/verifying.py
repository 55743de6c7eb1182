"""`thidua log verify`: store, stream and every reader; each difference by position."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from services.console.cli.log.comparison import Difference, SourceReport
from services.console.cli.log.facts import last_sequence
from services.console.cli.log.folding import folded_again
from services.console.cli.log.walking import walked
from services.console.cli.output import advise, data, say, text, with_example, write_json
from services.console.cli.parked.waiting import everything_parked
from services.console.cli.status import ServiceStatus, system_status
from services.console.cli.system import connected, find_system
from shared.contracts import SOURCES

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

HELP = with_example("cli.log.verify", "thidua log verify --projections")
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.2


class Verified(msgspec.Struct):
    """`ok` is what the exit code says: not one difference."""

    ok: bool
    last_sequence: int
    sources: list[SourceReport]
    differences: list[Difference]


def verify(
    *,
    projections: Annotated[
        bool, typer.Option("--projections", help=text("cli.log.projections"))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    found = asyncio.run(verified(find_system(), fold=projections))
    if as_json:
        write_json(found)
    else:
        data.print(_sources(found))
        if found.differences:
            data.print(_differences(found))
    key = "cli.log.verified" if found.ok else "cli.log.not_verified"
    say(
        key,
        count=sum(each.facts for each in found.sources),
        found=len(found.differences),
        style="green" if found.ok else "red",
    )
    if not found.ok:
        advise("cli.log.not_verified_hint")
    raise typer.Exit(0 if found.ok else 1)


async def verified(system: System, *, fold: bool) -> Verified:
    """Compare everything, as `thidua log verify --json` writes it."""
    async with connected(system) as client:
        walks = await walked(client, SOURCES)
        differences = [each for walk in walks.values() for each in await walk.finish()]
        last = await last_sequence(client)
        reports = [walk.report for walk in walks.values()]
        heads = {each.source: each.stream_head for each in reports}
        differences += await _readers(system, heads)
        differences += await _parked(client, system)
        if fold:
            differences += await folded_again(client, system)
    return Verified(not differences, last, reports, differences)


async def _readers(system: System, heads: dict[str, int]) -> list[Difference]:
    """What readers have not read, after they had a moment for it."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + PATIENCE_SECONDS
    while True:
        status = await system_status(system)
        differences = [
            difference
            for service in status.services
            for difference in of_service(service, heads)
        ]
        if not differences or clock() > deadline:
            return differences
        await asyncio.sleep(POLL_SECONDS)


async def _parked(client: Client, system: System) -> list[Difference]:
    """Entities whose facts wait in a reader; a service that is silent was told of before."""
    waiting, _ = await everything_parked(client, system)
    return [
        Difference(
            "parked",
            each.parked.source,
            each.parked.position,
            each.parked.position,
            each.parked.entity,
            f"{each.reader}: {each.parked.reason}",
        )
        for each in waiting
    ]


def of_service(service: ServiceStatus, heads: dict[str, int]) -> list[Difference]:
    """How the readers of a service stand to what the walk found in the stream."""
    if not service.reachable:
        return [Difference("stopped", service.service, 0, 0, detail="; ".join(service.missing))]
    differences = []
    for reader in service.projections:
        differences += [
            Difference("behind", source, position + 1, heads[source], detail=reader.name)
            for source, position in reader.positions.items()
            if position < heads[source]
        ]
        differences += [
            Difference("ahead", source, position - ahead + 1, position, detail=reader.name)
            for source, ahead in reader.ahead.items()
            for position in (reader.positions[source],)
        ]
        differences += [
            Difference("blocked", source, 0, 0, detail=f"{reader.name}: {reason}")
            for source, reason in reader.blocked.items()
        ]
        if reader.stopped is not None:
            detail = f"{reader.name}: {reader.stopped}"
            differences.append(Difference("stopped", service.service, 0, 0, detail=detail))
    return differences


def _sources(found: Verified) -> Table:
    columns = ("source", "store", "stream", "count", "repeated")
    table = Table(*(text(f"cli.log.column.{column}") for column in columns))
    for each in found.sources:
        numbers = (each.store_head, each.stream_head, each.facts, each.repetitions)
        table.add_row(each.source, *(f"{number:,}" for number in numbers))
    return table


def _differences(found: Verified) -> Table:
    columns = ("source", "positions", "what", "entity", "detail")
    table = Table(*(text(f"cli.log.column.{column}") for column in columns))
    for each in found.differences:
        where = str(each.first) if each.first == each.last else f"{each.first}–{each.last}"
        kind = text(f"cli.difference.{each.kind}")
        table.add_row(each.source, where if each.first else "", kind, each.entity, each.detail)
    return table
