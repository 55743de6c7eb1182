"""`thidua relay`: how far the stores are published, and publishing again what is missing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from nats.js.errors import NotFoundError
from rich.table import Table

from services.console.cli.asking import order
from services.console.cli.log.walking import status_of, walked
from services.console.cli.output import advise, data, fail, say, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.system import connected, find_system, make_stream
from shared.contracts import SOURCES
from shared.messaging.log import STREAM
from shared.operations.relay import RelayStatus, RepublishAfter

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

app = typer.Typer(help=text("cli.relay.help"), no_args_is_help=True, rich_markup_mode=None)
POLL_SECONDS = 0.2
SILENCE_SECONDS = 30.0
STOP_SECONDS = 5.0


class Plan(msgspec.Struct):
    """What is published again: of `service`, everything after a position; how many facts."""

    service: str
    after: int
    facts: int


class Republished(msgspec.Struct):
    """What was done, or would be. `stream_missing`: it is made first, and filled whole."""

    plans: list[Plan]
    done: bool
    stream_missing: bool


@app.command("status", help=with_example("cli.relay.status", "thidua relay status --json"))
def status(
    *, as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False
) -> None:
    found = asyncio.run(_status(find_system()))
    if as_json:
        write_json(found)
    else:
        data.print(_table(found))
    stopped = [each for each in found if each.stopped is not None]
    if stopped:
        advise("cli.relay.stopped_hint")
    raise typer.Exit(1 if stopped else 0)


@app.command(
    "republish",
    help=with_example("cli.relay.republish", "thidua relay republish bloc --after 120 --yes"),
)
def republish(
    services: Annotated[
        list[str] | None, typer.Argument(help=text("cli.relay.services"))
    ] = None,
    *,
    after: Annotated[int | None, typer.Option(help=text("cli.relay.after"))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.yes"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    chosen = services or list(SOURCES)
    system = find_system()
    if unknown := set(chosen) - set(SOURCES):
        fail(
            "cli.relay.unknown",
            "cli.relay.unknown_hint",
            service=", ".join(sorted(unknown)),
            known=", ".join(SOURCES),
        )
    found = asyncio.run(_republish(system, chosen, after, yes=yes))
    if as_json:
        write_json(found)
    if found.stream_missing and not found.done:
        say("cli.relay.would_make", stream=STREAM)
    for plan in found.plans:
        key = "cli.relay.republished" if found.done else "cli.relay.would_republish"
        say(key, service=plan.service, after=plan.after, count=plan.facts)
    if found.done:
        return
    if found.plans or found.stream_missing:
        say("cli.dry_run")
    else:
        say("cli.relay.nothing", style="green")


async def _status(system: System) -> list[RelayStatus]:
    async with connected(system) as client:
        return [await status_of(client, service) for service in SOURCES]


async def _republish(
    system: System, services: list[str], after: int | None, *, yes: bool
) -> Republished:
    async with connected(system) as client:
        if not await _stream_exists(client):
            return await _refill(client, system, yes=yes)
        plans = [plan for plan in await _plans(client, services, after) if plan.facts]
        if yes:
            for plan in plans:
                await _carry_out(client, plan)
    return Republished(plans, done=yes and bool(plans), stream_missing=False)


async def _stream_exists(client: Client) -> bool:
    try:
        await client.jetstream().stream_info(STREAM)
    except NotFoundError:
        return False
    return True


async def _refill(client: Client, system: System, *, yes: bool) -> Republished:
    """Make the stream that is missing. Every relay fills it by itself once it is there."""
    statuses = [await status_of(client, service) for service in SOURCES]
    filled = [each for each in statuses if each.store_head]
    plans = [Plan(each.service, 0, each.store_head) for each in filled]
    if yes:
        await make_stream(system)
        for plan, before in zip(plans, filled, strict=True):
            await _until_published(client, plan, before)
    return Republished(plans, done=yes, stream_missing=True)


async def _plans(client: Client, services: list[str], after: int | None) -> list[Plan]:
    """From the position that was named, or before the first fact that the stream lacks."""
    if after is not None:
        statuses = [await status_of(client, service) for service in services]
        return [
            Plan(each.service, max(after, 0), max(each.store_head - max(after, 0), 0))
            for each in statuses
        ]
    plans = []
    for walk in (await walked(client, services)).values():
        missing = [each for each in await walk.finish() if each.kind == "missing"]
        if missing:
            begin = missing[0].first - 1
            plans.append(Plan(walk.report.source, begin, walk.report.store_head - begin))
    return plans


async def _carry_out(client: Client, plan: Plan) -> None:
    """Ask for it, and wait until it is done."""
    question = RepublishAfter(plan.after)
    before = await order(client, plan.service, "relay.republish", question, RelayStatus)
    await _until_published(client, plan, before)


async def _until_published(client: Client, plan: Plan, before: RelayStatus) -> None:
    """Wait until as much as planned is published since `before`, and the stream holds it."""
    now = before
    clock = asyncio.get_running_loop().time
    moved_at = clock()
    published = 0
    with progress(plan.service, plan.facts) as show:
        while published < plan.facts or now.stream_head < before.store_head:
            await asyncio.sleep(POLL_SECONDS)
            now = await status_of(client, plan.service)
            if now.published - before.published > published:
                published = now.published - before.published
                moved_at = clock()
            show(published)
            # A relay that looked while the stream was being made stops, and goes on by itself.
            if clock() - moved_at > (SILENCE_SECONDS if now.stopped is None else STOP_SECONDS):
                fail(
                    "cli.relay.stopped",
                    "cli.relay.stopped_hint",
                    service=plan.service,
                    reason=now.stopped or text("cli.relay.silent"),
                )


def _table(found: list[RelayStatus]) -> Table:
    columns = ("service", "store", "stream", "sequence", "state")
    table = Table(*(text(f"cli.relay.column.{column}") for column in columns))
    for each in found:
        state = each.stopped or text(
            "cli.status.ok" if each.store_head == each.stream_head else "cli.status.lagging"
        )
        heads = (f"{each.store_head:,}", f"{each.stream_head:,}", f"{each.stream_sequence:,}")
        table.add_row(each.service, *heads, state)
    return table
