"""From the event table to a real stream: every event once, in order, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from nats.aio.client import Client

from services.bloc.publishing import to_fact
from shared.contracts import Fact, subject_of
from shared.eventstore.tables import events
from shared.messaging.frames import Batch
from shared.messaging.log import provision
from shared.messaging.relay import MAX_BATCH, Relay
from tests.harness.background import facts_of, in_background, messages_of
from tests.harness.nats_server import NatsServer
from tests.harness.stores import BY_TESTS, UnitStore, eventually

OpenStore = Callable[[str], UnitStore]


def relay_of(
    store: UnitStore, client: Client, translate: Callable[[Any], Fact] = to_fact
) -> Relay:
    relay = Relay(client, "bloc", store.blocs, translate)
    store.commands.after_commit.append(relay.wake)
    return relay


async def published(relay: Relay, count: int) -> None:
    await eventually(lambda: relay.stopped is None and relay.head.position >= count)


async def refused(relay: Relay) -> None:
    await eventually(lambda: "StreamAheadOfStore" in str(relay.stopped))


async def positions_in(client: Client) -> list[tuple[int, int]]:
    return [(fact.previous, fact.position) for fact in await facts_of(client)]


def chained(count: int) -> list[tuple[int, int]]:
    """Every position once, in order, each following the one before it."""
    return [(position - 1, position) for position in range(1, count + 1)]


class TestRelay:
    @pytest.fixture(autouse=True)
    def short_patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.messaging.relay.ANSWER_SECONDS", 1.0)

    async def test_every_event_leaves_with_its_whole_envelope(
        self, store: UnitStore, log_client: Client
    ) -> None:
        relay = relay_of(store, log_client)
        async with in_background(relay.run()):
            await store.register_many(3)
            await store.register()
            await published(relay, 4)

        assert await positions_in(log_client) == chained(4)
        for message, fact, stored in zip(
            await messages_of(log_client),
            await facts_of(log_client),
            store.events(),
            strict=True,
        ):
            event: Any = store.blocs.mapper.to_domain_event(stored)
            assert fact.data == to_fact(event)
            assert (fact.source, fact.subject) == ("bloc", str(event.originator_id))
            assert (fact.time, fact.epoch) == (
                event.timestamp,
                store.blocs.event_recorder.epoch,
            )
            assert message.subject == subject_of(fact)
            for name in ("actor", "correlation", "causation", "traceparent"):
                assert getattr(fact, name) == getattr(BY_TESTS, name)

    async def test_a_burst_leaves_in_several_atomic_batches(
        self, store: UnitStore, log_client: Client
    ) -> None:
        await store.register_many(2 * MAX_BATCH + 300)
        relay = relay_of(store, log_client)
        async with in_background(relay.run()):
            await published(relay, 2 * MAX_BATCH + 300)

        messages = await messages_of(log_client)
        batches: dict[str, int] = {}
        for message in messages:
            batch = (message.headers or {})["Nats-Batch-Id"]
            batches[batch] = batches.get(batch, 0) + 1

        assert await positions_in(log_client) == chained(2 * MAX_BATCH + 300)
        assert list(batches.values()) == [MAX_BATCH, MAX_BATCH, 300]

    async def test_what_is_committed_while_a_batch_is_written_leaves_together(
        self, store: UnitStore, log_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        relay, publish = relay_of(store, log_client), Relay._publish
        sizes: list[int] = []

        async def slow(relay: Relay, batch: Batch) -> None:
            if not sizes:
                for _ in range(3):
                    await store.register()
            sizes.append(len(batch.facts))
            await publish(relay, batch)

        monkeypatch.setattr(Relay, "_publish", slow)
        async with in_background(relay.run()):
            await store.register()
            await published(relay, 4)

        assert sizes == [1, 3]
        assert await positions_in(log_client) == chained(4)

    async def test_two_relays_in_competition_publish_each_fact_once(
        self, store: UnitStore, open_store: OpenStore, log_client: Client
    ) -> None:
        other = open_store(store.url)
        relays = [relay_of(store, log_client), relay_of(other, log_client)]
        everything = [relay.wake for relay in relays]
        store.commands.after_commit = other.commands.after_commit = everything

        async def commit(where: UnitStore) -> None:
            for _ in range(15):
                await where.register()

        async with in_background(*(relay.run() for relay in relays)):
            await asyncio.gather(*(commit(s) for s in (store, other) * 2))
            for relay in relays:
                await published(relay, 60)

        assert await positions_in(log_client) == chained(60)

    async def test_a_killed_server_loses_and_repeats_nothing(
        self, store: UnitStore, log_client: Client, nats_server: NatsServer
    ) -> None:
        relay = relay_of(store, log_client)
        async with in_background(relay.run()):
            committing = asyncio.gather(*(store.register() for _ in range(60)))
            await eventually(lambda: relay.head.position >= 5)
            await asyncio.to_thread(nats_server.stop)
            await committing
            await asyncio.to_thread(nats_server.start)
            await published(relay, 60)

        assert await positions_in(log_client) == chained(60)

    async def test_a_server_that_does_not_answer_is_not_taken_for_a_quiet_one(
        self, store: UnitStore, log_client: Client, nats_server: NatsServer
    ) -> None:
        relay = relay_of(store, log_client)
        async with in_background(relay.run()):
            await store.register()
            await published(relay, 1)
            await asyncio.to_thread(nats_server.pause)
            await store.register()
            await eventually(lambda: "TimeoutError" in str(relay.stopped))
            await asyncio.to_thread(nats_server.resume)
            await published(relay, 2)

        assert await positions_in(log_client) == chained(2)

    async def test_a_server_that_lost_its_disk_is_filled_again(
        self, store: UnitStore, log_client: Client, nats_server: NatsServer
    ) -> None:
        relay = relay_of(store, log_client)
        async with in_background(relay.run()):
            await store.register_many(5)
            await published(relay, 5)
            await asyncio.to_thread(nats_server.stop)
            nats_server.lose_data()
            await asyncio.to_thread(nats_server.start)
            # Before the server is back the relay may give another reason: no answer at all.
            await eventually(lambda: "NotFound" in str(relay.stopped))

            await provision(log_client.jetstream())
            await store.register()
            await published(relay, 6)

        assert await positions_in(log_client) == chained(6)

    async def test_another_store_may_not_go_on_where_one_stopped(
        self,
        store: UnitStore,
        open_store: OpenStore,
        store_url: Callable[[], str],
        log_client: Client,
    ) -> None:
        await store.register_many(3)
        right = relay_of(store, log_client)
        async with in_background(right.run()):
            await published(right, 3)

        another = open_store(store_url())
        await another.register_many(5)
        wrong = relay_of(another, log_client)
        async with in_background(wrong.run()):
            await refused(wrong)

        assert store.blocs.event_recorder.epoch in str(wrong.stopped)
        assert await positions_in(log_client) == chained(3)

    async def test_a_store_that_was_set_back_publishes_nothing(
        self, store: UnitStore, log_client: Client
    ) -> None:
        await store.register_many(5)
        relay = relay_of(store, log_client)
        async with in_background(relay.run()):
            await published(relay, 5)
        with store.blocs.event_recorder.database.write() as connection:
            connection.execute(sa.delete(events).where(events.c.position > 3))

        for _ in range(3):
            # At first the store is behind the stream; then it has other events in its place.
            relay = relay_of(store, log_client)
            async with in_background(relay.run()):
                await refused(relay)
            assert "bloc:5 is not in this store" in str(relay.stopped)
            await store.register()

        assert await positions_in(log_client) == chained(5)

    async def test_what_cannot_be_translated_holds_back_what_follows(
        self, store: UnitStore, log_client: Client
    ) -> None:
        cause, unit_id = [True], uuid4()

        def translate(event: Any) -> Fact:  # noqa: ANN401 (an event of the service)
            if cause and event.originator_id == unit_id:
                raise ValueError("no such fact yet")
            return to_fact(event)

        relay = relay_of(store, log_client, translate)
        async with in_background(relay.run()):
            await store.register()
            await published(relay, 1)
            await store.register(unit_id)
            await store.register()
            await eventually(lambda: relay.stopped is not None)
            assert relay.stopped == "ValueError: no such fact yet"
            assert await positions_in(log_client) == chained(1)

            cause.clear()
            await published(relay, 3)

        assert await positions_in(log_client) == chained(3)
