"""Batches of a durable consumer, each asked for before it is wanted."""

from __future__ import annotations

import pytest
from nats.aio.client import Client
from nats.js.errors import APIError

from shared.messaging.log import STREAM, declared_consumer, ensure_consumer
from shared.messaging.pulls import Pulls
from tests.harness.facts import Publisher
from tests.harness.stores import unit_registered

NAME = "bloc-directory"


@pytest.fixture
async def publisher(log_client: Client) -> Publisher:
    declared = declared_consumer(NAME, ("bloc",))
    await ensure_consumer(log_client.jetstream(), declared, 1)
    return Publisher(log_client, "bloc")


async def publish(publisher: Publisher, count: int) -> None:
    await publisher.publish(*(unit_registered(number) for number in range(count)))


async def taken(pulls: Pulls) -> list[int]:
    messages = await pulls.next_batch()
    if messages:
        await messages[-1].ack()
    return [message.metadata.sequence.stream for message in messages]


async def nothing_for_ever(pulls: Pulls) -> None:
    while True:
        assert await taken(pulls) == []


async def test_what_waits_comes_in_whole_batches_and_in_order(
    log_client: Client, publisher: Publisher
) -> None:
    await publish(publisher, 11)
    async with Pulls(log_client, NAME, batch=4, seconds=5).open() as pulls:
        assert [await taken(pulls) for _ in range(3)] == [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
            [9, 10, 11],
        ]


async def test_one_alone_is_handed_over_at_once_and_nothing_after_its_time(
    log_client: Client, publisher: Publisher
) -> None:
    async with Pulls(log_client, NAME, batch=4, seconds=0.3).open() as pulls:
        assert await taken(pulls) == []
        for sequence in (1, 2):
            await publish(publisher, 1)
            assert await taken(pulls) == [sequence]
        assert await taken(pulls) == []
        assert await taken(pulls) == [], "its requests are made anew when their time is over"
        await publish(publisher, 1)
        assert await taken(pulls) == [3]


async def test_a_consumer_that_is_deleted_ends_the_waiting(
    log_client: Client, publisher: Publisher
) -> None:
    await publish(publisher, 1)
    async with Pulls(log_client, NAME, batch=4, seconds=20).open() as pulls:
        assert await taken(pulls) == [1]
        await log_client.jetstream().delete_consumer(STREAM, NAME)
        with pytest.raises(APIError):
            await nothing_for_ever(pulls)
