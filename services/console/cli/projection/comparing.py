"""`thidua projection compare`: both copies at one position, document by document."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from services.console.cli.asking import order
from services.console.cli.output import advise, data, say, text, with_example, write_json
from services.console.cli.projection.named import Found, Name, named
from services.console.cli.system import connected, find_system
from shared.operations.projections import ProjectionNamed
from shared.readmodel.comparison import Comparison

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

HELP = with_example("cli.projection.compare", "thidua projection compare eligibility --json")
COMPARE_SECONDS = 240.0
LONGEST_VALUE = 300


def compare(
    name: Name,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    found = asyncio.run(_compare(find_system(), name))
    if as_json:
        write_json(found)
    elif found.differences:
        data.print(_table(found))
    say(
        "cli.projection.compared",
        name=found.projection,
        documents=f"{found.documents:,}",
        sequence=f"{found.sequence:,}",
        differences=f"{found.differences:,}",
        style="red" if found.differences else "green",
    )
    if found.differences:
        advise("cli.projection.differ_hint")
    raise typer.Exit(1 if found.differences else 0)


async def _compare(system: System, name: str) -> Comparison:
    async with connected(system) as client:
        return await compared(client, await named(client, system, name))


async def compared(client: Client, found: Found) -> Comparison:
    """Both copies of a projection at one position; ends the command when it is refused."""
    projection = ProjectionNamed(found.state.projection)
    return await order(
        client,
        found.service,
        "projection.compare",
        projection,
        Comparison,
        seconds=COMPARE_SECONDS,
    )


def _table(found: Comparison) -> Table:
    columns = ("table", "key", "answers", "beside")
    table = Table(*(text(f"cli.projection.column.{column}") for column in columns))
    for each in found.listed:
        table.add_row(each.table, each.key, _value(each.live), _value(each.other))
    return table


def _value(value: object) -> str:
    written = "" if value is None else msgspec.json.encode(value).decode()
    return written if len(written) <= LONGEST_VALUE else f"{written[:LONGEST_VALUE]}…"
