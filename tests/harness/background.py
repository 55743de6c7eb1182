"""Relays and feeds that run beside a test, and the log as it stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig

from shared.contracts import Envelope
from shared.messaging.log import STREAM

CANCEL_AGAIN_SECONDS = 0.2


@asynccontextmanager
async def in_background(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run works until the block ends. Raises what one of them died of."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        # One cancellation may be lost in the client's `wait_for`, so: until all ended.
        while pending := [task for task in tasks if not task.done()]:
            for task in pending:
                task.cancel()
            await asyncio.wait(pending, timeout=CANCEL_AGAIN_SECONDS)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def messages_of(client: Client) -> list[Msg]:
    """Every message of the log, in order."""
    js = client.jetstream()
    count = (await js.stream_info(STREAM)).state.messages
    subscription = await js.pull_subscribe(
        "thidua.>", stream=STREAM, config=ConsumerConfig(ack_policy=AckPolicy.NONE)
    )
    found: list[Msg] = []
    while len(found) < count:
        found += await subscription.fetch(min(500, count - len(found)), timeout=5)
    await subscription.unsubscribe()
    return found


async def facts_of(client: Client) -> list[Envelope]:
    """Every fact of the log, in order."""
    return [Envelope.read(m.headers or {}, m.data) for m in await messages_of(client)]
