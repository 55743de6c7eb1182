"""`thidua log show`: facts in full, each found by its id, its sequence or a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.console.cli.log.facts import ExportedFact, last_sequence
from services.console.cli.log.places import fact_from, sequence_of
from services.console.cli.output import data, fail, text, with_example, write_line
from services.console.cli.system import connected, find_system
from shared.messaging.log import SUBJECTS

if TYPE_CHECKING:
    from services.console.cli.system import System

HELP = with_example("cli.log.show", "thidua log show bloc:17 2024-03-12T08:00+07:00")


def show(
    places: Annotated[list[str], typer.Argument(help=text("cli.log.places"))],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    for fact in asyncio.run(_found(find_system(), places)):
        if as_json:
            write_line(fact)
        else:
            _print(fact)


async def _found(system: System, places: list[str]) -> list[ExportedFact]:
    found = []
    async with connected(system) as client:
        last = await last_sequence(client)
        for place in places:
            fact = await fact_from(client, await sequence_of(client, place, last), SUBJECTS)
            if fact is None:
                fail("cli.log.fact_unknown", "cli.log.fact_unknown_hint", fact=place)
            found.append(fact)
    return found


def _print(fact: ExportedFact) -> None:
    said = [
        f"{text('cli.log.sequence')}: {fact.sequence}",
        f"{text('cli.log.subject')}: {fact.subject}",
    ]
    said += [f"{name}: {value}" for name, value in fact.headers.items()]
    body = msgspec.json.format(bytes(fact.data), indent=2).decode()
    data.print("\n".join([*said, body, ""]), soft_wrap=True)
