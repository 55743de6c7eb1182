"""`thidua log`: the common log as lines, to look at or to keep."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js.api import ConsumerConfig, DeliverPolicy

from services.console.cli.output import data, talk, text, with_example, write_line
from services.console.cli.system import System, connected, find_system
from shared.contracts import Envelope
from shared.messaging.log import STREAM, SUBJECTS

if TYPE_CHECKING:
    from nats.aio.client import Client

app = typer.Typer(help=text("cli.log.help"), no_args_is_help=True, rich_markup_mode=None)

WAIT_SECONDS = 5.0


class ExportedFact(msgspec.Struct, frozen=True):
    """One fact as `log export` writes it: where it stands, its envelope, its body."""

    sequence: int
    subject: str
    headers: dict[str, str]
    data: msgspec.Raw


@app.command("tail", help=with_example("cli.log.tail", "thidua log tail -n 5 --no-follow"))
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


@app.command("export", help=with_example("cli.log.export", "thidua log export > log.jsonl"))
def export(
    *,
    start: Annotated[int, typer.Option("--from", help=text("cli.log.from"))] = 1,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = True,
) -> None:
    del as_json  # JSON Lines are the only form of an export; the option is taken everywhere.
    count = asyncio.run(_export(find_system(), start))
    talk.print(text("cli.log.exported", count=count))


async def _tail(system: System, count: int, *, follow: bool, as_json: bool) -> None:
    async with connected(system) as client:
        last = (await client.jetstream().stream_info(STREAM)).state.last_seq
        start = max(1, last - count + 1)
        async for fact in facts(client, start, None if follow else last):
            if as_json:
                write_line(fact)
            else:
                data.print(_line(fact), soft_wrap=True, markup=False)


async def _export(system: System, start: int) -> int:
    count = 0
    async with connected(system) as client:
        last = (await client.jetstream().stream_info(STREAM)).state.last_seq
        async for fact in facts(client, start, last):
            write_line(fact)
            count += 1
    return count


async def facts(client: Client, start: int, last: int | None) -> AsyncIterator[ExportedFact]:
    """Facts in stream order from sequence `start`, up to `last` or without end."""
    if last is not None and start > last:
        return
    subscription = await client.jetstream().subscribe(
        SUBJECTS,
        stream=STREAM,
        ordered_consumer=True,
        config=ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=start
        ),
    )
    while True:
        try:
            message = await subscription.next_msg(timeout=WAIT_SECONDS)
        except NatsTimeoutError:
            continue
        sequence = message.metadata.sequence.stream
        yield ExportedFact(
            sequence, message.subject, dict(message.headers or {}), msgspec.Raw(message.data)
        )
        if last is not None and sequence >= last:
            await subscription.unsubscribe()
            return


def _line(fact: ExportedFact) -> str:
    envelope = Envelope.read(fact.headers, bytes(fact.data), sequence=fact.sequence)
    body: Any = bytes(fact.data).decode()
    return (
        f"{fact.sequence:>6}  {envelope.time:%Y-%m-%d %H:%M:%S}  {envelope.id:<14} "
        f"{envelope.name:<24} {envelope.actor:<18} {body}"
    )
