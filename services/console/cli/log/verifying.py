"""`thidua log verify`: store, stream and every reader; each difference by position."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from services.console.cli.asking import order
from services.console.cli.log.comparison import (
    Difference,
    SourceReport,
    SourceWalk,
    StorePages,
)
from services.console.cli.log.facts import facts, last_sequence
from services.console.cli.output import data, talk, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.status import ServiceStatus, system_status
from services.console.cli.system import connected, find_system
from shared.contracts import SOURCES
from shared.messaging.control import Nothing
from shared.operations.relay import RelayStatus
from shared.operations.store import EventsAfter, EventsPage

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

HELP = with_example("cli.log.verify", "thidua log verify --json")
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.2


class Verified(msgspec.Struct):
    """`ok` is what the exit code says: not one difference."""

    ok: bool
    last_sequence: int
    sources: list[SourceReport]
    differences: list[Difference]


def verify(
    *, as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False
) -> None:
    found = asyncio.run(verified(find_system()))
    if as_json:
        write_json(found)
    else:
        data.print(_sources(found))
        if found.differences:
            data.print(_differences(found))
    key = "cli.log.verified" if found.ok else "cli.log.not_verified"
    talk.print(
        text(
            key, count=sum(each.facts for each in found.sources), found=len(found.differences)
        ),
        style="green" if found.ok else "red",
    )
    if not found.ok:
        talk.print(f"\n{text('cli.hint')}: {text('cli.log.not_verified_hint')}", style="cyan")
    raise typer.Exit(0 if found.ok else 1)


async def verified(system: System) -> Verified:
    """Compare everything, as `thidua log verify --json` writes it."""
    async with connected(system) as client:
        # The stores' heads first: all of that has to be in the stream that is read after.
        statuses = [await _status(client, source) for source in SOURCES]
        await _until_published(client, statuses)
        last = await last_sequence(client)
        walks = {each.service: _walk(client, each) for each in statuses}
        with progress(text("cli.log.verifying"), last) as show:
            async for fact in facts(client, 1, last):
                await walks[fact.source].take(fact)
                show(fact.sequence)
        differences = [each for walk in walks.values() for each in await walk.finish()]
        heads = {source: walk.report.stream_head for source, walk in walks.items()}
    differences += await _readers(system, heads)
    return Verified(
        not differences, last, [walk.report for walk in walks.values()], differences
    )


async def _status(client: Client, source: str) -> RelayStatus:
    return await order(client, source, "relay.status", Nothing(), RelayStatus)


def _walk(client: Client, status: RelayStatus) -> SourceWalk:
    async def read(wanted: EventsAfter) -> EventsPage:
        return await order(client, status.service, "store.events", wanted, EventsPage)

    report = SourceReport(status.service, status.epoch, status.store_head)
    return SourceWalk(report, StorePages(read))


async def _until_published(client: Client, wanted: list[RelayStatus]) -> None:
    """Give the relays a moment: what was stored just now is on its way, not lost."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for status in wanted:
                now = status
                while now.stream_head < status.store_head and now.stopped is None:
                    await asyncio.sleep(POLL_SECONDS)
                    now = await _status(client, status.service)
    except TimeoutError:
        return


async def _readers(system: System, heads: dict[str, int]) -> list[Difference]:
    """What readers have not read, after they had a moment for it."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + PATIENCE_SECONDS
    while True:
        status = await system_status(system)
        differences = [
            difference
            for service in status.services
            for difference in _of_service(service, heads)
        ]
        if not differences or clock() > deadline:
            return differences
        await asyncio.sleep(POLL_SECONDS)


def _of_service(service: ServiceStatus, heads: dict[str, int]) -> list[Difference]:
    if not service.reachable:
        return [Difference("stopped", service.service, 0, 0, detail="; ".join(service.missing))]
    differences = []
    for reader in service.projections:
        for source, position in reader.positions.items():
            if position < heads[source]:
                differences.append(
                    Difference(
                        "behind", source, position + 1, heads[source], detail=reader.name
                    )
                )
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
