"""`thidua log stats`: how many facts of which kind, since when, how large."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from services.console.cli.log.facts import ExportedFact, facts
from services.console.cli.log.places import range_between
from services.console.cli.output import data, locale, say, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.system import connected, find_system
from shared.catalogue.formats import moment
from shared.messaging.log import STREAM

if TYPE_CHECKING:
    from services.console.cli.system import System

HELP = with_example("cli.log.stats", "thidua log stats --from 2024-01-01 --to 2025-01-01")


class SourceStats(msgspec.Struct):
    """Facts of one service; `repetitions` are those that stood in the stream before."""

    source: str
    facts: int = 0
    repetitions: int = 0
    position: int = 0
    bytes: int = 0
    first: datetime | None = None
    last: datetime | None = None
    kinds: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, fact: ExportedFact) -> None:
        position = int(fact.headers["thidua-position"])
        time = datetime.fromisoformat(fact.headers["ce-time"])
        self.facts += 1
        self.repetitions += position <= self.position
        self.position = max(self.position, position)
        self.bytes += len(bytes(fact.data))
        self.first = time if self.first is None else min(self.first, time)
        self.last = time if self.last is None else max(self.last, time)
        self.kinds[fact.subject.split(".")[2]] += 1


class LogStats(msgspec.Struct):
    """The part of the log that was read; `stored_bytes` is what all of it takes on the disk."""

    first_sequence: int
    last_sequence: int
    stored_bytes: int
    sources: list[SourceStats]


def stats(
    *,
    start: Annotated[str | None, typer.Option("--from", help=text("cli.log.from"))] = None,
    end: Annotated[str | None, typer.Option("--to", help=text("cli.log.to"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    found = asyncio.run(_stats(find_system(), start, end))
    if as_json:
        write_json(found)
        return
    data.print(_table(found))
    say("cli.log.stored", bytes=f"{found.stored_bytes:,}")


async def _stats(system: System, start: str | None, end: str | None) -> LogStats:
    sources: dict[str, SourceStats] = {}
    async with connected(system) as client:
        part = await range_between(client, start, end)
        with progress(text("cli.log.counting"), len(part)) as show:
            async for fact in facts(client, part.first, part.last):
                sources.setdefault(fact.source, SourceStats(fact.source)).add(fact)
                show(fact.sequence - part.first + 1)
        stored = (await client.jetstream().stream_info(STREAM)).state.bytes
    return LogStats(part.first, part.last, stored, [sources[name] for name in sorted(sources)])


def _table(found: LogStats) -> Table:
    columns = ("source", "kind", "count", "bytes", "first", "last")
    table = Table(*(text(f"cli.log.column.{column}") for column in columns))
    for each in found.sources:
        shown = [_shown(each.first), _shown(each.last)]
        table.add_row(each.source, "", f"{each.facts:,}", f"{each.bytes:,}", *shown)
        for kind, count in each.kinds.most_common():
            table.add_row("", kind, f"{count:,}", "", "", "")
        if each.repetitions:
            table.add_row("", text("cli.log.repeated"), f"{each.repetitions:,}", "", "", "")
    return table


def _shown(time: datetime | None) -> str:
    return "" if time is None else moment(time, locale())
