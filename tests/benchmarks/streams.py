"""A log on a real server: filled in atomic batches as relays fill it, and read bare."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from uuid import uuid4

from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig

from shared.contracts import Envelope, subject_of
from shared.messaging.log import MAX_BATCH, STREAM
from shared.messaging.relay import MAX_BATCH as PUBLISHED_AT_ONCE
from tests.benchmarks.figures import Progress

ANSWER_SECONDS = 30.0


async def fill(client: Client, facts_in_order: Iterable[Envelope]) -> int:
    """Publish facts in their order; how many."""
    facts, published = iter(facts_in_order), 0
    while batch := list(islice(facts, PUBLISHED_AT_ONCE)):
        await publish(client, batch)
        published += len(batch)
    return published


async def publish(client: Client, batch: list[Envelope]) -> int:
    """One atomic batch; the sequence of its last fact."""
    batch_id = uuid4().hex
    for number, fact in enumerate(batch[:-1], start=1):
        headers = fact.headers() | _member(batch_id, number)
        await client.publish(subject_of(fact), fact.body(), headers=headers)
    last = batch[-1]
    member = _member(batch_id, len(batch)) | {"Nats-Batch-Commit": "1"}
    headers = last.headers() | (member if len(batch) > 1 else {})
    js = client.jetstream(timeout=ANSWER_SECONDS)
    return (await js.publish(subject_of(last), last.body(), headers=headers)).seq


def _member(batch_id: str, number: int) -> dict[str, str]:
    return {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}


async def fetched(client: Client, last: int) -> Progress:
    """Every message of the log taken and let go: the limit of whoever reads by `fetch`.

    The same batches and the same acknowledgements as of a reader of ours, and nothing else:
    no envelope is read, no fact decoded.
    """
    js = client.jetstream()
    config = ConsumerConfig(
        durable_name="bench-limit",
        filter_subjects=[f"thidua.{source}.>" for source in ("bloc", "covenant", "awards")],
        ack_policy=AckPolicy.ALL,
        max_ack_pending=MAX_BATCH,
    )
    await js.add_consumer(STREAM, config)
    subscription = await js.pull_subscribe_bind(consumer="bench-limit", stream=STREAM)
    progress = Progress(last)
    while not progress.over:
        messages = await subscription.fetch(MAX_BATCH, timeout=ANSWER_SECONDS)
        await messages[-1].ack()
        progress.reached(messages[-1].metadata.sequence.stream)
    await js.delete_consumer(STREAM, "bench-limit")
    return progress
