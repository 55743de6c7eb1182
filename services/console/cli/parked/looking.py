"""`thidua parked list` and `show`: what waits, since when, and why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.asking import order
from services.console.cli.output import (
    advise,
    data,
    locale,
    say,
    text,
    with_example,
    write_json,
)
from services.console.cli.parked.waiting import (
    Entity,
    Reader,
    Source,
    Waiting,
    everything_parked,
    named,
)
from services.console.cli.system import connected, find_system
from shared.catalogue.formats import moment
from shared.operations.parked import ParkedOf, ParkedShown

if TYPE_CHECKING:
    from services.console.cli.system import System

LIST = with_example("cli.parked.list", "thidua parked list --json")
SHOW = with_example("cli.parked.show", "thidua parked show awards-eligibility 3f0c5a1e")


def list_(
    *, as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False
) -> None:
    found, silent = asyncio.run(_list(find_system()))
    if as_json:
        write_json(found)
    else:
        for each in found:
            data.print(_said(each), soft_wrap=True)
    say("cli.parked.count", count=len(found))
    if found:
        advise("cli.parked.hint")
    for service in silent:
        say("cli.silent", service=service, style="red")
        advise("cli.silent_hint")
    raise typer.Exit(1 if silent else 0)


async def _list(system: System) -> tuple[list[Waiting], list[str]]:
    async with connected(system) as client:
        return await everything_parked(client, system)


def _said(each: Waiting) -> str:
    parked = each.parked
    return (
        f"{each.reader}  {parked.entity}\n    "
        + text(
            "cli.parked.waits",
            source=parked.source,
            position=parked.position,
            count=parked.count,
            recorded=moment(parked.recorded_at, locale()),
        )
        + f"\n    {parked.reason}"
    )


def show(
    reader: Reader,
    entity: Entity,
    *,
    source: Source = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    found = asyncio.run(_show(find_system(), reader, entity, source))
    if as_json:
        write_json(found)
        return
    for fact in found.facts:
        said = [f"{name}: {value}" for name, value in fact.headers.items()]
        reason = fact.reason or text("cli.parked.behind")
        data.print("\n".join([*said, fact.body, f"→ {reason}", ""]), soft_wrap=True)
    for decision in found.decisions:
        data.print(
            f"{moment(decision.decided_at, locale())}  {decision.actor}  {decision.verb}  "
            f"{list(decision.positions)}  {decision.reason}  {decision.error or ''}".rstrip(),
            soft_wrap=True,
        )


async def _show(system: System, reader: str, entity: str, source: str | None) -> ParkedShown:
    async with connected(system) as client:
        found = await named(client, system, reader, entity, source)
        question = ParkedOf(reader, found.parked.source, entity)
        return await order(client, found.service, "parked.show", question, ParkedShown)
