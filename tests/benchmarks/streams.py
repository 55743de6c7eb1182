"""A log on a real server: filled in atomic batches as relays fill it, and read bare."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import uuid4

from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.annotations import NatsMessage
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig

from shared.contracts import Envelope, subject_of
from shared.messaging.frames import Batch
from shared.messaging.history import GET
from shared.messaging.layout import Lines
from shared.messaging.log import MAX_BATCH, STREAM
from shared.messaging.relay import MAX_BATCH as PUBLISHED_AT_ONCE
from shared.messaging.wire import wire_beside
from shared.tasks import end
from tests.benchmarks.figures import Progress

ANSWER_SECONDS = 30.0
PULLED_AT_ONCE = 5000


async def fill(client: Client, facts_in_order: Iterable[Envelope]) -> int:
    """Publish facts in their order; how many."""
    facts, published = iter(facts_in_order), 0
    while batch := list(islice(facts, PUBLISHED_AT_ONCE)):
        await publish(client, batch)
        published += len(batch)
    return published


async def publish(client: Client, facts: list[Envelope]) -> int:
    """One atomic batch, not fenced; the sequence of its last fact."""
    batch, last = Batch.of(facts, client.max_payload), facts[-1]
    headers = last.headers()
    if len(facts) > 1:
        await batch.begin(client, {})
        headers |= batch.committing()
    js = client.jetstream(timeout=ANSWER_SECONDS)
    return (await js.publish(subject_of(last), last.body(), headers=headers)).seq


async def read_bare(client: Client, last: int) -> Progress:
    """Every message of the log taken and let go, as fast as the client can: the limit.

    Two large pulls are kept in flight, the client's queue is drained directly, the server
    filters nothing, nothing is acknowledged, no envelope is read, no fact decoded.
    """
    js = client.jetstream()
    config = ConsumerConfig(durable_name="bench-limit", ack_policy=AckPolicy.NONE)
    await js.add_consumer(STREAM, config)
    inbox = client.new_inbox()
    # What is drained directly is never taken off the client's own count of bytes.
    subscription = await client.subscribe(inbox, pending_bytes_limit=-1)
    request = f'{{"batch": {PULLED_AT_ONCE}, "expires": {int(ANSWER_SECONDS * 1e9)}}}'.encode()
    subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.bench-limit"
    for _ in range(2):
        await client.publish(subject, request, reply=inbox)
    progress, queue, since = Progress(last), subscription._pending_queue, 0
    while not progress.over:
        message = await queue.get()
        since += 1
        while not queue.empty():
            message = queue.get_nowait()
            since += 1
        while since >= PULLED_AT_ONCE:
            await client.publish(subject, request, reply=inbox)
            since -= PULLED_AT_ONCE
        progress.reached(message.metadata.sequence.stream)
    await subscription.unsubscribe()
    await js.delete_consumer(STREAM, "bench-limit")
    return progress


async def read_socket(client: Client, last: int) -> Progress:
    """The same over a socket of our own, large answers kept in flight: no headers are read."""
    progress = Progress(last)
    async with wire_beside(client) as wire:

        def ask(after: int) -> asyncio.Task[tuple[str, list[Lines]]]:
            return asyncio.create_task(
                wire.ask(GET, {"seq": after + 1, "batch": PULLED_AT_ONCE})
            )

        # What was asked for holds so many, for nothing was ever deleted.
        asked = deque(ask(number * PULLED_AT_ONCE) for number in range(2))
        after = 2 * PULLED_AT_ONCE
        while not progress.over:
            _, found = await asked.popleft()
            progress.reached(found[-1].sequence)
            asked.append(ask(after))
            after += PULLED_AT_ONCE
        await end(asked)
    return progress


async def fetched(client: Client, last: int) -> Progress:
    """The same by the client's own `fetch`, in the batches of our readers, acknowledged.

    With the subjects of a reader of ours, which cost the server more than all the rest.
    """
    js = client.jetstream()
    config = ConsumerConfig(
        durable_name="bench-fetch",
        filter_subjects=[f"thidua.{source}.>" for source in ("bloc", "covenant", "awards")],
        ack_policy=AckPolicy.ALL,
        max_ack_pending=MAX_BATCH,
    )
    await js.add_consumer(STREAM, config)
    subscription = await js.pull_subscribe_bind(consumer="bench-fetch", stream=STREAM)
    progress = Progress(last)
    while not progress.over:
        messages = await subscription.fetch(MAX_BATCH, timeout=ANSWER_SECONDS)
        await messages[-1].ack()
        progress.reached(messages[-1].metadata.sequence.stream)
    await js.delete_consumer(STREAM, "bench-fetch")
    return progress


async def by_faststream(url: str, last: int) -> Progress:
    """The same by FastStream as its documents have it: batches, bodies as they come.

    It hands over a batch that is not full only when its time is over: the last one is left out.
    """
    broker = NatsBroker(url, logger=None)
    progress, over = Progress(last - MAX_BATCH), asyncio.Event()

    @broker.subscriber(
        "thidua.>",
        stream=JStream(STREAM, declare=False),
        durable=f"bench-faststream-{uuid4().hex}",
        pull_sub=PullSub(batch_size=MAX_BATCH, timeout=ANSWER_SECONDS, batch=True),
        config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, max_ack_pending=2 * MAX_BATCH),
    )
    async def take(bodies: list[Any], message: NatsMessage) -> None:
        assert bodies
        messages: Any = message.raw_message
        progress.reached(messages[-1].metadata.sequence.stream)
        if progress.over:
            over.set()

    async with broker:
        await broker.start()
        await over.wait()
    return progress


async def one_by_one(url: str, last: int) -> Progress:
    """The same by FastStream's subscriber of single messages, acknowledged each by itself."""
    broker = NatsBroker(url, logger=None)
    progress, over = Progress(last), asyncio.Event()

    @broker.subscriber(
        "thidua.>",
        stream=JStream(STREAM, declare=False),
        durable=f"bench-faststream-{uuid4().hex}",
        pull_sub=PullSub(batch_size=MAX_BATCH, timeout=ANSWER_SECONDS),
        config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, max_ack_pending=2 * MAX_BATCH),
    )
    async def take(body: Any, message: NatsMessage) -> None:  # noqa: ANN401 (a body as it comes)
        assert body
        progress.reached(message.raw_message.metadata.sequence.stream)
        if progress.over:
            over.set()

    async with broker:
        await broker.start()
        await over.wait()
    return progress
