"""FastStream as a policy uses it: one fact at a time, acknowledged by the policy itself.

Its defaults would declare the stream anew, end a message whose answer failed, and leave a
connection that broke trying for ever; none of that here.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.annotations import NatsMessage
from nats.errors import Error as NatsError

from shared.messaging.log import STREAM, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from nats.js.api import ConsumerConfig

PULL_SECONDS = 5.0


def policy_broker(
    service: str,
    nats_url: str,
    consumer: ConsumerConfig,
    on_fact: Callable[[NatsMessage], Awaitable[None]],
    on_error: Callable[[Exception], Awaitable[None]],
) -> NatsBroker:
    """A broker with one subscription: the policy's durable consumer, placed by others.

    One that is lost between its placing and the start FastStream makes itself: as declared, for
    one of its own making would be drift for ever after.
    """
    policy = str(consumer.durable_name)
    broker = NatsBroker(
        nats_url,
        name=f"{service}-policies",
        inbox_prefix=f"_INBOX_{service}".encode(),
        error_cb=on_error,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        graceful_timeout=5,
        logger=None,
    )
    subscribe = broker.subscriber(
        SUBJECTS,
        stream=JStream(STREAM, declare=False),
        durable=policy,
        config=consumer,
        pull_sub=PullSub(batch_size=1, timeout=PULL_SECONDS),
        ack_policy=AckPolicy.MANUAL,
        # The connection's prefix is not the subscription's: without this one its messages go
        # to an inbox that the service's own user may not read.
        inbox_prefix=f"_INBOX_{service}.".encode(),
        decoder=_undecoded,
        title=policy,
    )
    subscribe(on_fact)
    return broker


@contextlib.asynccontextmanager
async def started(broker: NatsBroker) -> AsyncIterator[None]:
    """Run a broker; its connection is closed at the end, also while the server is away.

    FastStream's own stop drains the connection, which a connection that is broken refuses; it
    would then go on for ever trying to connect.
    """
    connection = await broker.connect()
    try:
        await broker.start()
        yield
    finally:
        try:
            with contextlib.suppress(NatsError, TimeoutError):
                await broker.stop()
        finally:
            await connection.close()


async def _undecoded(message: NatsMessage) -> bytes:
    return message.body
