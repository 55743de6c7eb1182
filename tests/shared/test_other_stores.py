"""A store that was replaced or set back: nobody goes on as if nothing had happened."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from nats.aio.client import Client

from services.bloc.publishing import to_fact
from shared.database import Database
from shared.eventstore.tables import events
from shared.messaging.feed import Feed
from shared.messaging.log import provision
from shared.messaging.relay import Relay
from shared.readmodel import ReadModel
from tests.harness.background import facts_of, in_background
from tests.harness.facts import Publisher
from tests.harness.nats_server import NatsServer
from tests.harness.stores import SEEN, Counting, UnitStore, eventually, opened, unit_registered


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.feed.PULL_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.feed.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("shared.messaging.relay.POLL_SECONDS", 0.1)
    monkeypatch.setattr("shared.messaging.healing.LONGEST_WAIT_SECONDS", 0.2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UnitStore]:
    with opened(f"sqlite:///{tmp_path / 'bloc.sqlite'}") as store:
        yield store


@pytest.fixture
def another(tmp_path: Path) -> Iterator[UnitStore]:
    with opened(f"sqlite:///{tmp_path / 'another.sqlite'}") as store:
        yield store


@pytest.fixture
def model(tmp_path: Path) -> Iterator[ReadModel]:
    database = Database(f"sqlite:///{tmp_path / 'views.sqlite'}", "views")
    model = ReadModel(database, Counting(sources=("bloc", "covenant")))
    model.prepare()
    yield model
    database.close()


async def published(client: Client, store: UnitStore) -> None:
    """Let a store publish everything it has, as `bloc`."""
    relay = Relay(client, "bloc", store.blocs, to_fact)
    head = store.blocs.event_recorder.head()
    async with in_background(relay.run()):
        await eventually(lambda: relay.stopped is None and relay.head.position == head)


async def lose_the_stream(client: Client, server: NatsServer) -> None:
    await asyncio.to_thread(server.stop)
    server.lose_data()
    await asyncio.to_thread(server.start)
    await eventually(lambda: client.is_connected)
    await provision(client.jetstream())


def set_back(store: UnitStore, head: int) -> None:
    """Restore a store as it was at an earlier position."""
    with store.blocs.event_recorder.database.write() as connection:
        connection.execute(sa.delete(events).where(events.c.position > head))


def times(model: ReadModel) -> list[int]:
    return [seen.times for seen in model.query(SEEN.find)]


async def test_another_store_blocks_what_reads_it_and_nothing_else(
    log_client: Client,
    nats_server: NatsServer,
    store: UnitStore,
    another: UnitStore,
    model: ReadModel,
) -> None:
    await store.register_many(3)
    await another.register_many(5)
    feed = Feed(log_client, model)
    async with in_background(feed.run()):
        await published(log_client, store)
        await model.wait_for({"bloc": 3}, seconds=20)
        await lose_the_stream(log_client, nats_server)
        await published(log_client, another)
        await Publisher(log_client, "covenant").publish(unit_registered())
        assert await model.wait_for({"covenant": 1}, seconds=20)
        await eventually(lambda: model.positions.blocked)

    said = model.positions.blocked["bloc"]
    mine, other = (s.blocs.event_recorder.epoch for s in (store, another))
    assert f"bloc was store {mine} up to position 3 and is now store {other}" in said
    assert f"Put store {mine} back" in said
    assert "thidua projection rebuild" in said
    assert (feed.stopped, times(model)) == (None, [1] * 4)


async def test_a_store_set_back_and_written_anew_is_noticed(
    log_client: Client, nats_server: NatsServer, store: UnitStore, model: ReadModel
) -> None:
    await store.register_many(5)
    async with in_background(Feed(log_client, model).run()):
        await published(log_client, store)
        await model.wait_for({"bloc": 5}, seconds=20)

        # With the stream gone too, nothing tells the relay that facts are missing.
        await lose_the_stream(log_client, nats_server)
        set_back(store, 3)
        await store.register_many(3)
        await published(log_client, store)
        await eventually(lambda: model.positions.blocked)

    said = model.positions.blocked["bloc"]
    assert "bloc has two facts at position 5" in said
    assert "Restore the newer store" in said
    assert times(model) == [1] * 5, "nothing of the other history was mixed in"


async def test_a_store_set_back_heals_nobody(log_client: Client, store: UnitStore) -> None:
    await store.register_many(5)
    await published(log_client, store)
    set_back(store, 3)
    relay = Relay(log_client, "bloc", store.blocs, to_fact)
    async with in_background(relay.run()):
        await eventually(lambda: "StreamAheadOfStore" in str(relay.stopped))
        relay.republish(0)
        before = relay.stopped
        await store.register()
        relay.wake()
        await eventually(lambda: relay.stopped == before)

    assert "restore the newer store" in str(before)
    assert [fact.position for fact in await facts_of(log_client)] == [1, 2, 3, 4, 5]
