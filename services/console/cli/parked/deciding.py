"""`thidua parked retry` and `discard`: decided by somebody, for a reason that is kept."""

from __future__ import annotations

import asyncio
import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.asking import order
from services.console.cli.output import (
    FAILED,
    advise,
    say,
    text,
    with_example,
    write_json,
)
from services.console.cli.parked.waiting import Entity, Reader, Reason, Source, Waiting, named
from services.console.cli.system import connected, find_system
from shared.operations.parked import Discard, Retry
from shared.readmodel.parked import Discarded, Retried

if TYPE_CHECKING:
    from services.console.cli.system import System

RETRY = with_example(
    "cli.parked.retry",
    'thidua parked retry awards-eligibility 3f0c5a1e --reason "mended in release 12"',
)
DISCARD = with_example(
    "cli.parked.discard",
    'thidua parked discard awards-eligibility 3f0c5a1e --reason "entered by mistake" --yes',
)


def actor() -> str:
    """Who decides: the operator's login on this machine."""
    return f"operator:{getpass.getuser()}"


def retry(
    reader: Reader,
    entity: Entity,
    *,
    reason: Reason,
    source: Source = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    found = asyncio.run(_retry(find_system(), reader, entity, source, reason))
    if as_json:
        write_json(found)
    applied, left = len(found.applied), len(found.left)
    if found.error is None:
        say("cli.parked.retried", applied=applied, style="green")
        return
    say("cli.parked.still", style="red", applied=applied, left=left, error=found.error)
    advise("cli.parked.still_hint")
    raise typer.Exit(FAILED)


def discard(
    reader: Reader,
    entity: Entity,
    *,
    reason: Reason,
    source: Source = None,
    position: Annotated[
        list[int] | None, typer.Option(help=text("cli.parked.position"))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.yes"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    chosen = list(position) if position else None
    waiting, found = asyncio.run(
        _discard(find_system(), reader, entity, source, reason, chosen, yes=yes)
    )
    if found is None:
        if as_json:
            write_json(waiting)
        count = waiting.parked.count if chosen is None else len(chosen)
        say("cli.parked.would_discard", count=count, entity=entity, reader=reader)
        say("cli.dry_run")
        return
    if as_json:
        write_json(found)
    say("cli.parked.discarded", count=len(found.discarded), left=len(found.left))


async def _retry(
    system: System, reader: str, entity: str, source: str | None, reason: str
) -> Retried:
    async with connected(system) as client:
        found = await named(client, system, reader, entity, source)
        question = Retry(reader, found.parked.source, entity, actor(), reason)
        return await order(client, found.service, "parked.retry", question, Retried)


async def _discard(
    system: System,
    reader: str,
    entity: str,
    source: str | None,
    reason: str,
    positions: list[int] | None,
    *,
    yes: bool,
) -> tuple[Waiting, Discarded | None]:
    async with connected(system) as client:
        found = await named(client, system, reader, entity, source)
        if not yes:
            return found, None
        question = Discard(reader, found.parked.source, entity, actor(), reason, positions)
        answer = await order(client, found.service, "parked.discard", question, Discarded)
        return found, answer
