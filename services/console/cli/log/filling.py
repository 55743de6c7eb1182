"""Fill an empty stream with facts that were published before: same order, bodies, headers.

Atomic batches, each fenced by the sequence the stream has to end at: whoever writes beside it
makes it fail instead of standing between two facts.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING
from uuid import uuid4

from nats.js.errors import NotFoundError

from services.console.cli.log.facts import ExportedFact, last_sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from nats.aio.client import Client

BATCH = 500
ANSWER_SECONDS = 30.0


class StreamNotEmpty(Exception):
    """The stream holds facts already; filling it would repeat or reorder them."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"the stream holds {count} facts")


async def require_empty(client: Client) -> None:
    """Raise `StreamNotEmpty` unless there is no stream, or one without a fact."""
    with suppress(NotFoundError):
        held = await last_sequence(client)
        if held:
            raise StreamNotEmpty(held)


async def fill(
    client: Client, facts_in_order: Iterable[ExportedFact], show: Callable[[int], None]
) -> int:
    """Publish facts into an empty stream and return how many. Raises `StreamNotEmpty`."""
    await require_empty(client)
    held = 0
    for batch in _batches(iter(facts_in_order)):
        held = await _publish(client, batch, held)
        show(held)
    return held


def _batches(facts_in_order: Iterator[ExportedFact]) -> Iterator[list[ExportedFact]]:
    while batch := list(islice(facts_in_order, BATCH)):
        yield batch


async def _publish(client: Client, batch: list[ExportedFact], held: int) -> int:
    batch_id = uuid4().hex
    fence = {"Nats-Expected-Last-Sequence": str(held)}
    for number, fact in enumerate(batch[:-1], start=1):
        headers = fact.headers | _member(batch_id, number) | (fence if number == 1 else {})
        await client.publish(fact.subject, bytes(fact.data), headers=headers)
    last = batch[-1]
    headers = last.headers | (
        fence if len(batch) == 1 else _member(batch_id, len(batch)) | {"Nats-Batch-Commit": "1"}
    )
    js = client.jetstream(timeout=ANSWER_SECONDS)
    return (await js.publish(last.subject, bytes(last.data), headers=headers)).seq


def _member(batch_id: str, number: int) -> dict[str, str]:
    return {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}
