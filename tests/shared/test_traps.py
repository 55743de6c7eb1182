"""What the libraries we stand on do by default and we do not: each known trap, sprung.

An upgrade may mend one or move it; then a test here says so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig

from services.bloc.publishing import to_fact
from shared.contracts import subject_of
from shared.database import Database
from shared.messaging.feed import Feed
from shared.messaging.log import (
    ACK_WAIT_SECONDS,
    STREAM,
    connect,
    declared_consumer,
    provision,
)
from shared.messaging.policy import Policy
from shared.messaging.relay import Relay
from shared.readmodel import ReadModel
from tests.harness.background import facts_of, in_background
from tests.harness.facts import Publisher
from tests.harness.nats_server import NatsServer
from tests.harness.policies import Registering, answered, covenant
from tests.harness.stores import (
    DATABASE_AWAY,
    SEEN,
    Counting,
    UnitStore,
    eventually,
    unit_registered,
)

OpenStore = Callable[[str], UnitStore]
# The client's own default gives up after so many attempts to connect again.
DEFAULT_ATTEMPTS = 60


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.broker.PULL_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.policy.RETRY_SECONDS", 0.1)
    monkeypatch.setattr("shared.messaging.policy.WATCH_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.feed.PULL_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.feed.RETRY_SECONDS", 0.1)


@pytest.fixture
def store(tmp_path: Path, open_store: OpenStore) -> UnitStore:
    return open_store(f"sqlite:///{tmp_path / 'bloc.sqlite'}")


@pytest.fixture
def model(tmp_path: Path) -> Iterator[ReadModel]:
    database = Database(f"sqlite:///{tmp_path / 'views.sqlite'}", "views")
    model = ReadModel(database, Counting())
    model.prepare()
    yield model
    database.close()


@pytest.fixture
def react(store: UnitStore) -> Registering:
    return Registering(store)


@pytest.fixture
def policy(store: UnitStore, react: Registering, nats_server: NatsServer) -> Policy:
    policy = Policy(
        name="bloc-answers",
        commands=store.commands,
        react=react,
        service="bloc",
        nats_url=nats_server.url,
        sources=("covenant",),
    )
    policy.prepare()
    return policy


@pytest.fixture
def publisher(log_client: Client) -> Publisher:
    return Publisher(log_client, "covenant")


async def publish(publisher: Publisher, count: int) -> None:
    await publisher.publish(*(unit_registered() for _ in range(count)))


class TestFastStream:
    async def test_changes_nothing_of_the_stream_or_the_consumer(
        self, log_client: Client, publisher: Publisher, policy: Policy, store: UnitStore
    ) -> None:
        # By default it would declare the stream anew, with its own idea of every field.
        js = log_client.jetstream()
        before = (await js.stream_info(STREAM)).config
        async with in_background(policy.run(log_client)):
            await publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2)))
            found = (await js.consumer_info(STREAM, policy.name)).config

        assert (await js.stream_info(STREAM)).config == before
        declared = declared_consumer(policy.name, policy.sources, 1)
        for field in ("filter_subjects", "ack_policy", "ack_wait", "max_deliver"):
            assert getattr(found, field) == getattr(declared, field)
        assert found.max_ack_pending == 1

    async def test_loses_no_fact_whose_answer_failed_and_keeps_the_order(
        self,
        log_client: Client,
        publisher: Publisher,
        policy: Policy,
        react: Registering,
        store: UnitStore,
    ) -> None:
        # By default a message whose handler raised is terminated, and never comes again.
        react.refused, react.error = {"covenant:1"}, DATABASE_AWAY
        async with in_background(policy.run(log_client)):
            await publish(publisher, 3)
            await eventually(lambda: "it went away" in str(policy.stopped))
            assert store.events() == []
            react.refused = set()
            await eventually(lambda: answered(store, *covenant(1, 2, 3)))
            await eventually(lambda: policy.stopped is None)

    async def test_does_not_try_a_thousand_times_a_second(
        self,
        log_client: Client,
        publisher: Publisher,
        policy: Policy,
        react: Registering,
    ) -> None:
        attempts: list[float] = []

        def failing() -> None:
            attempts.append(time.monotonic())
            raise DATABASE_AWAY

        policy.react = lambda _: [failing]
        async with in_background(policy.run(log_client)):
            await publish(publisher, 1)
            await eventually(lambda: len(attempts) >= 5)

        assert attempts[4] - attempts[0] > 0.3, "each waits for the delay of the one before"
        assert react.refused == set()

    async def test_does_not_freeze_the_loop_while_the_server_is_away(
        self,
        log_client: Client,
        nats_server: NatsServer,
        publisher: Publisher,
        policy: Policy,
        store: UnitStore,
    ) -> None:
        async with in_background(policy.run(log_client)):
            await publish(publisher, 1)
            await eventually(lambda: answered(store, *covenant(1)))
            await asyncio.to_thread(nats_server.stop)
            until, turns = time.monotonic() + 1.0, 0
            while time.monotonic() < until:
                await asyncio.sleep(0.001)
                turns += 1
            await asyncio.to_thread(nats_server.start)
            await eventually(lambda: log_client.is_connected)
            await publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2, 3)))

        assert turns > 20, "it took its turns all the while"

    async def test_a_consumer_deleted_under_it_is_made_again(
        self, log_client: Client, publisher: Publisher, policy: Policy, store: UnitStore
    ) -> None:
        async with in_background(policy.run(log_client)):
            await publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2)))
            await log_client.jetstream().delete_consumer(STREAM, policy.name)
            await publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2, 3, 4)))


async def test_what_was_delivered_to_nobody_is_asked_for_at_once(
    log_client: Client, model: ReadModel, store: UnitStore
) -> None:
    """By default it comes again when its time for an acknowledgement has run out: 30 s."""
    await store.register_many(20)
    relay = Relay(log_client, "bloc", store.blocs, to_fact)
    js = log_client.jetstream()
    feed = Feed(log_client, model)
    async with in_background(feed.run()):
        await eventually(lambda: feed.stopped is None)
        thief = await js.pull_subscribe_bind(consumer=model.name, stream=STREAM)
        taking = asyncio.create_task(thief.fetch(20, timeout=2))
        async with in_background(relay.run()):
            assert await model.wait_for({"bloc": 20}, seconds=ACK_WAIT_SECONDS * 2 / 3)
        await asyncio.wait([taking])

    assert [seen.times for seen in model.query(SEEN.find)] == [1] * 20


class TestAConsumerThatDiffers:
    """An existing durable wins silently over what is declared, unless somebody compares."""

    async def differing(self, client: Client, declared: ConsumerConfig) -> None:
        await client.jetstream().add_consumer(STREAM, replace(declared, ack_wait=7.0))

    async def test_stops_a_policy_and_the_field_is_named(
        self, log_client: Client, policy: Policy
    ) -> None:
        await self.differing(log_client, declared_consumer(policy.name, policy.sources, 1))
        async with in_background(policy.run(log_client)):
            await eventually(lambda: "ConfigurationDrift" in str(policy.stopped))

        assert "ack_wait: declared 30.0, found 7.0" in str(policy.stopped)

    async def test_stops_a_feed_and_the_field_is_named(
        self, log_client: Client, model: ReadModel
    ) -> None:
        await self.differing(log_client, declared_consumer(model.name, model.sources))
        feed = Feed(log_client, model)
        async with in_background(feed.run()):
            await eventually(lambda: "ConfigurationDrift" in str(feed.stopped))
            assert "ack_wait: declared 30.0, found 7.0" in str(feed.stopped)

            await log_client.jetstream().delete_consumer(STREAM, model.name)
            await eventually(lambda: feed.stopped is None)


class TestTheServer:
    async def test_away_for_longer_than_the_client_would_wait_is_waited_for(
        self, nats_server: NatsServer, model: ReadModel, store: UnitStore
    ) -> None:
        client = await connect(nats_server.url, "tests")
        await provision(client.jetstream())
        client.options["reconnect_time_wait"] = 0.001
        relay = Relay(client, "bloc", store.blocs, to_fact)
        feed = Feed(client, model)
        async with in_background(feed.run(), relay.run()):
            await store.register()
            await model.wait_for({"bloc": 1}, seconds=20)
            await asyncio.to_thread(nats_server.stop)
            attempts = self.count_attempts(client)
            await eventually(lambda: len(attempts) > 2 * DEFAULT_ATTEMPTS)
            await store.register()
            await asyncio.to_thread(nats_server.start)
            assert await model.wait_for({"bloc": 2}, seconds=20)
            await eventually(lambda: feed.stopped is None and relay.stopped is None)
        await client.close()

    def count_attempts(self, client: Client) -> list[int]:
        attempts: list[int] = []
        tell = client._error_cb

        async def count(error: Exception) -> None:
            attempts.append(1)
            await tell(error)

        client._error_cb = count
        return attempts

    async def test_back_with_an_empty_disk_is_answered_once_more_by_nobody(
        self,
        log_client: Client,
        nats_server: NatsServer,
        policy: Policy,
        store: UnitStore,
        tmp_path: Path,
        open_store: OpenStore,
    ) -> None:
        covenants = open_store(f"sqlite:///{tmp_path / 'covenant.sqlite'}")
        relay = Relay(log_client, "covenant", covenants.blocs, to_fact)
        await covenants.register_many(3)
        async with in_background(policy.run(log_client), relay.run()):
            await eventually(lambda: answered(store, *covenant(1, 2, 3)))
            await asyncio.to_thread(nats_server.stop)
            nats_server.lose_data()
            await asyncio.to_thread(nats_server.start)
            await eventually(lambda: "NotFound" in str(relay.stopped))
            await provision(log_client.jetstream())
            await covenants.register()
            relay.wake()
            await eventually(lambda: answered(store, *covenant(1, 2, 3, 4)))

        assert (policy.parked_count, policy.positions.blocked) == (0, {})

    async def test_keeps_nothing_of_a_batch_that_was_not_finished(
        self, log_client: Client, store: UnitStore
    ) -> None:
        await store.register_many(3)
        relay = Relay(log_client, "bloc", store.blocs, to_fact)
        for number, fact in enumerate(relay.translation.envelopes(store.events(), 0)[:2], 1):
            batch = {"Nats-Batch-Id": "torn", "Nats-Batch-Sequence": str(number)}
            await log_client.publish(
                subject_of(fact), fact.body(), headers=fact.headers() | batch
            )
        await log_client.flush()
        assert (await log_client.jetstream().stream_info(STREAM)).state.messages == 0

        async with in_background(relay.run()):
            await eventually(lambda: relay.head.position == 3)

        assert [fact.position for fact in await facts_of(log_client)] == [1, 2, 3]

    async def test_delivers_again_in_order_what_was_refused_for_a_while(
        self, log_client: Client, publisher: Publisher, policy: Policy, store: UnitStore
    ) -> None:
        # With several in flight, what was refused would come again behind what follows it.
        failing = [3]

        def now_and_then() -> None:
            if failing[0]:
                failing[0] -= 1
                raise DATABASE_AWAY

        react = policy.react
        policy.react = lambda fact: [now_and_then, *react(fact)]
        async with in_background(policy.run(log_client)):
            await publish(publisher, 5)
            await eventually(lambda: answered(store, *covenant(1, 2, 3, 4, 5)))


async def test_the_client_writes_into_the_headers_it_is_given(
    log_client: Client, store: UnitStore
) -> None:
    """Why every envelope gives headers of its own: what it sends twice must be the same."""
    await store.register()
    relay = Relay(log_client, "bloc", store.blocs, to_fact)
    (fact,) = relay.translation.envelopes(store.events(), 0)
    headers = fact.headers()

    await log_client.jetstream().publish(
        subject_of(fact), fact.body(), headers=headers, msg_ttl=None, stream=STREAM
    )

    assert headers != fact.headers(), "the client no longer changes them: simplify"
