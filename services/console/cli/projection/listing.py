"""`thidua projection list`: both copies of every projection, and how far each is."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from services.console.cli.output import advise, data, say, text, with_example, write_json
from services.console.cli.projection.named import Found, all_projections
from services.console.cli.system import connected, find_system

if TYPE_CHECKING:
    from services.console.cli.system import System
    from shared.readmodel.state import Progress

HELP = with_example("cli.projection.list", "thidua projection list --json")


def list_(
    *, as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False
) -> None:
    found, silent = asyncio.run(_list(find_system()))
    if as_json:
        write_json([each.state for each in found])
    else:
        data.print(_table(found))
    for service in silent:
        say("cli.silent", service=service, style="red")
        advise("cli.silent_hint")
    raise typer.Exit(1 if silent else 0)


async def _list(system: System) -> tuple[list[Found], list[str]]:
    async with connected(system) as client:
        return await all_projections(client, system)


def _table(found: list[Found]) -> Table:
    columns = ("name", "version", "live", "sequence", "other", "progress")
    table = Table(*(text(f"cli.projection.column.{column}") for column in columns))
    for each in found:
        state = each.state
        other = f"{state.other.letter}: {text(f'cli.projection.is.{state.other_is}')}"
        live = f"{state.live.letter}: v{state.live.version}"
        table.add_row(
            state.projection,
            str(state.version),
            live,
            f"{state.live.sequence:,}",
            other,
            _shown(state.progress),
        )
    return table


def _shown(progress: Progress | None) -> str:
    """How far a filling is, how fast, and how long it will take, as far as is known."""
    if progress is None:
        return ""
    said = f"{progress.facts_read:,}/{progress.facts_in_all:,}"
    if progress.facts_per_second is None or progress.seconds_left is None:
        return said
    rate = text("cli.rate", rate=f"{progress.facts_per_second:,.0f}")
    return f"{said}  {rate}  {timedelta(seconds=round(progress.seconds_left))}"
