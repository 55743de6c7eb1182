"""`thidua log tail`: the newest facts, then those that follow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.log.facts import facts, last_sequence
from services.console.cli.output import data, text, with_example, write_line
from services.console.cli.system import connected, find_system

if TYPE_CHECKING:
    from services.console.cli.system import System

HELP = with_example("cli.log.tail", "thidua log tail -n 5 --no-follow")


def tail(
    *,
    count: Annotated[int, typer.Option("-n", "--count", help=text("cli.log.count"))] = 20,
    follow: Annotated[bool, typer.Option(help=text("cli.log.follow"))] = True,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    try:
        asyncio.run(_tail(find_system(), count, follow=follow, as_json=as_json))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


async def _tail(system: System, count: int, *, follow: bool, as_json: bool) -> None:
    async with connected(system) as client:
        last = await last_sequence(client)
        start = max(1, last - count + 1)
        async for fact in facts(client, start, None if follow else last):
            if as_json:
                write_line(fact)
            else:
                data.print(fact.line(), soft_wrap=True)
