"""`thidua log export`: the log, or a part of it, as one line of JSON for each fact."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.log.facts import facts
from services.console.cli.log.places import range_between
from services.console.cli.output import say, text, with_example, write_lines
from services.console.cli.progress import progress
from services.console.cli.system import connected, find_system

if TYPE_CHECKING:
    from services.console.cli.system import System

HELP = with_example(
    "cli.log.export", "thidua log export --from bloc:17 --to 2025-01-01 > log.jsonl"
)


def export(
    *,
    start: Annotated[str | None, typer.Option("--from", help=text("cli.log.from"))] = None,
    end: Annotated[str | None, typer.Option("--to", help=text("cli.log.to"))] = None,
    source: Annotated[str | None, typer.Option(help=text("cli.log.source"))] = None,
    entity: Annotated[str | None, typer.Option(help=text("cli.log.entity"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = True,
) -> None:
    del as_json  # JSON Lines are the only form of an export; the option is taken everywhere.
    count = asyncio.run(_export(find_system(), start, end, source, entity))
    say("cli.log.exported", count=count)


async def _export(
    system: System, start: str | None, end: str | None, source: str | None, entity: str | None
) -> int:
    count = 0
    async with connected(system) as client:
        part = await range_between(client, start, end)
        with write_lines() as write, progress(text("cli.log.exporting"), len(part)) as show:
            async for fact in facts(client, part.first, part.last):
                if source in {None, fact.source} and entity in {
                    None,
                    fact.headers.get("ce-subject"),
                }:
                    write(fact)
                    count += 1
                show(fact.sequence - part.first + 1)
    return count
