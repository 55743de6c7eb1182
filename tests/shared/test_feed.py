"""From a real stream to a read model: each fact takes effect once, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from nats.aio.client import Client

from services.bloc.publishing import to_fact
from shared.continuity import NOWHERE, Positions
from shared.contracts import Envelope
from shared.database import Database
from shared.messaging.feed import Feed
from shared.messaging.log import STREAM, provision
from shared.messaging.relay import Relay
from shared.readmodel import ReadModel
from shared.telemetry.metrics import REGISTRY
from tests.harness.background import in_background, messages_of
from tests.harness.facts import Publisher
from tests.harness.nats_server import NatsServer
from tests.harness.stores import (
    DATABASE_AWAY,
    SEEN,
    Counting,
    OpenModel,
    UnitStore,
    eventually,
    unit_registered,
)

OpenStore = Callable[[str], UnitStore]


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.feed.PULL_SECONDS", 0.5)
    monkeypatch.setattr("shared.messaging.feed.RETRY_SECONDS", 0.05)


@pytest.fixture
def open_model(tmp_path: Path) -> Iterator[OpenModel]:
    """Opens read models on one database, each as a process of its own would."""
    with ExitStack() as databases:

        def opened(projection: Counting) -> ReadModel:
            database = Database(f"sqlite:///{tmp_path / 'views.sqlite'}", "views")
            databases.callback(database.close)
            model = ReadModel(database, projection)
            model.prepare()
            return model

        yield opened


@pytest.fixture
def model(open_model: OpenModel) -> ReadModel:
    return open_model(Counting())


@pytest.fixture
def publisher(log_client: Client) -> Publisher:
    return Publisher(log_client, "bloc")


async def publish(publisher: Publisher, count: int) -> None:
    await publisher.publish(*(unit_registered(number) for number in range(count)))


def times(model: ReadModel) -> list[int]:
    """How often each fact took effect; every fact has an entity of its own."""
    return [seen.times for seen in model.query(SEEN.find)]


async def reached(model: ReadModel, position: int, *, source: str = "bloc") -> None:
    assert await model.wait_for({source: position}, seconds=20)


class Interrupted:
    """A reader whose process dies around its effect: `after` it, or before."""

    def __init__(self, model: ReadModel, *, after: bool) -> None:
        self._model = model
        self._after = after
        self.name = model.name
        self.sources = model.sources
        self.reached = asyncio.Event()
        self.parked_count = 0

    @property
    def positions(self) -> Positions:
        return self._model.positions

    async def receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        assert not blocking
        if self._after:
            await self._model.receive(facts, sequence)
        self.reached.set()
        await asyncio.Event().wait()


class Forgetful:
    """A reader that says it stands at the beginning, so that everything is delivered again."""

    def __init__(self, model: ReadModel) -> None:
        self._model = model
        self.name = model.name
        self.sources = model.sources
        self.received = 0
        self.parked_count = 0

    @property
    def positions(self) -> Positions:
        return NOWHERE

    async def receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        await self._model.receive(facts, sequence, blocking)
        self.received += len(facts)

    async def has_received(self, count: int) -> None:
        await eventually(lambda: self.received >= count)


@pytest.mark.parametrize("after", [True, False], ids=["after its effect", "before it"])
async def test_a_reader_that_dies_before_its_acknowledgement(
    log_client: Client, publisher: Publisher, model: ReadModel, after: bool
) -> None:
    await publish(publisher, 3)
    dying = Interrupted(model, after=after)
    async with in_background(Feed(log_client, dying).run()):
        await asyncio.wait_for(dying.reached.wait(), 20)

    async with in_background(Feed(log_client, model).run()):
        await publish(publisher, 2)
        await reached(model, 5)

    assert times(model) == [1] * 5


async def test_a_reader_that_lost_its_last_commits_takes_them_again(
    log_client: Client, publisher: Publisher, tmp_path: Path
) -> None:
    """As after a power failure: a derived database does not wait for the disk."""
    file = tmp_path / "derived.sqlite"

    async def followed(count: int, upto: int) -> list[int]:
        database = Database(f"sqlite:///{file}", "views", derived=True)
        model = ReadModel(database, Counting())
        model.prepare()
        async with in_background(Feed(log_client, model).run()):
            await publish(publisher, count)
            await reached(model, upto)
        found = times(model)
        database.close()
        return found

    await followed(3, 3)
    as_it_reached_the_disk = file.read_bytes()
    await followed(4, 7)
    file.write_bytes(as_it_reached_the_disk)

    assert await followed(1, 8) == [1] * 8


@pytest.fixture
def a_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.feed.FAR_BEHIND", 10)
    monkeypatch.setattr("shared.messaging.feed.AT_ONCE", 7)


@pytest.mark.usefixtures("a_long_way")
async def test_what_is_far_behind_is_read_without_the_consumer(
    log_client: Client, publisher: Publisher, model: ReadModel
) -> None:
    others = Publisher(log_client, "covenant")
    for _ in range(10):
        await publish(publisher, 2)
        await publish(others, 1)

    async with in_background(Feed(log_client, model).run()):
        await reached(model, 20)
        await publish(publisher, 1)
        await reached(model, 21)
        info = await log_client.jetstream().consumer_info(STREAM, model.name)
        assert info.delivered is not None
        assert info.delivered.consumer_seq == 1, "only what came when it was near"

    assert times(model) == [1] * 21


@pytest.mark.usefixtures("a_long_way")
async def test_a_gap_far_behind_blocks_its_source_as_one_at_hand_does(
    log_client: Client, publisher: Publisher, model: ReadModel
) -> None:
    await publish(publisher, 12)
    publisher.skip(1)
    await publish(publisher, 3)

    async with in_background(Feed(log_client, model).run()):
        await eventually(lambda: "GapFound" in model.positions.blocked.get("bloc", ""))

    assert model.positions.position("bloc") < 13
    assert times(model) == [1] * 12


async def test_what_is_delivered_again_has_no_second_effect(
    log_client: Client, publisher: Publisher, model: ReadModel
) -> None:
    await publish(publisher, 5)
    for again in (Forgetful(model), Forgetful(model)):
        async with in_background(Feed(log_client, again).run()):
            await again.has_received(5)

    assert times(model) == [1] * 5


async def test_repetitions_are_passed_over_and_counted(
    log_client: Client, publisher: Publisher, model: ReadModel
) -> None:
    def repeated() -> float:
        name = "thidua_reader_repetitions_total"
        return REGISTRY.get_sample_value(name, {"reader": model.name}) or 0.0

    async with in_background(Feed(log_client, model).run()):
        await publish(publisher, 3)
        await reached(model, 3)
        before = repeated()
        # As a relay does that heals somebody else: the same facts again, at the end.
        for message in await messages_of(log_client):
            await log_client.jetstream().publish(
                message.subject, message.data, headers=message.headers
            )
        await publish(publisher, 1)
        await reached(model, 4)
        await eventually(lambda: repeated() == before + 3)

    assert times(model) == [1] * 4


async def test_a_consumer_deleted_under_its_feet_is_made_again(
    log_client: Client, publisher: Publisher, model: ReadModel
) -> None:
    feed = Feed(log_client, model)
    async with in_background(feed.run()):
        await publish(publisher, 3)
        await reached(model, 3)
        await log_client.jetstream().delete_consumer(STREAM, model.name)
        await publish(publisher, 3)
        await reached(model, 6)
        await eventually(lambda: feed.stopped is None)

    assert times(model) == [1] * 6


async def test_a_killed_server_loses_and_repeats_nothing(
    log_client: Client, publisher: Publisher, model: ReadModel, nats_server: NatsServer
) -> None:
    feed = Feed(log_client, model)
    async with in_background(feed.run()):
        await publish(publisher, 3)
        await reached(model, 3)
        for last in (5, 7):
            await asyncio.to_thread(nats_server.stop)
            await asyncio.to_thread(nats_server.start)
            await eventually(lambda: log_client.is_connected)
            await publish(publisher, 2)
            await reached(model, last)

    assert times(model) == [1] * 7


async def test_two_runners_of_one_projection_take_each_fact_once(
    log_client: Client, publisher: Publisher, open_model: OpenModel
) -> None:
    runners = [open_model(Counting()) for _ in range(2)]
    async with in_background(*(Feed(log_client, runner).run() for runner in runners)):
        for _ in range(10):
            await publish(publisher, 5)
        await eventually(lambda: len(times(runners[0])) == 50)

    assert times(runners[0]) == [1] * 50


class TestAReaderThatCannotGoOn:
    @pytest.fixture
    def other(self, open_model: OpenModel) -> ReadModel:
        return open_model(Counting(name="bloc-other", documents=()))

    async def test_says_why_while_the_others_go_on_and_recovers(
        self, log_client: Client, publisher: Publisher, open_model: OpenModel, other: ReadModel
    ) -> None:
        projection = Counting(fails_at=4, fails_with=DATABASE_AWAY)
        model = open_model(projection)
        feed, others = Feed(log_client, model), Feed(log_client, other)
        async with in_background(feed.run(), others.run()):
            await publish(publisher, 3)
            await reached(model, 3)
            await publish(publisher, 3)
            await reached(other, 6)
            await eventually(lambda: "it went away" in str(feed.stopped))
            assert feed.lag_seconds() > 0
            assert (others.stopped, model.positions.position("bloc")) == (None, 3)

            projection.fails_at = None
            await reached(model, 6)
            await eventually(lambda: feed.stopped is None)

        assert feed.lag_seconds() == 0
        # Both count into one table: this one and the other.
        assert times(model) == [2] * 6

    async def test_is_stopped_for_as_long_as_the_cause_lasts(
        self, log_client: Client, publisher: Publisher, open_model: OpenModel
    ) -> None:
        feed = Feed(log_client, open_model(Counting(fails_at=1, fails_with=DATABASE_AWAY)))
        said: list[str | None] = []
        async with in_background(feed.run()):
            await publish(publisher, 1)
            await eventually(lambda: feed.stopped not in {None, "not started"})
            async with asyncio.timeout(20):
                while len(said) < 500:
                    said.append(feed.stopped)
                    await asyncio.sleep(0.001)

        (reason,) = set(said)
        assert str(reason).startswith("OperationalError: ")

    async def test_passes_over_what_is_no_fact(
        self, log_client: Client, publisher: Publisher, model: ReadModel
    ) -> None:
        feed = Feed(log_client, model)
        async with in_background(feed.run()):
            await publish(publisher, 2)
            await log_client.jetstream().publish("thidua.bloc.rumour.07", b"have you heard?")
            await publish(publisher, 2)
            await reached(model, 4)
            await eventually(lambda: feed.stopped is None)

        assert times(model) == [1] * 4

    async def test_parks_what_it_cannot_decode_and_goes_on(
        self, log_client: Client, publisher: Publisher, open_model: OpenModel
    ) -> None:
        model = open_model(Counting(name="bloc-both", sources=("bloc", "covenant")))
        feed = Feed(log_client, model)
        async with in_background(feed.run()):
            await publish(publisher, 2)
            await log_client.jetstream().publish(
                "thidua.covenant.covenant_signed.07",
                b'{"covenant_id": 1}',
                headers=self.headers_of_a_fact(),
            )
            await publish(publisher, 2)
            await reached(model, 4)

        assert (feed.stopped, feed.parked_count) == (None, 1)
        (entity,) = await model.parked()
        assert "ValidationError" in entity.reason
        assert times(model) == [1] * 4

    def headers_of_a_fact(self) -> dict[str, str]:
        return {
            "ce-type": "vn.thidua.covenant_signed.v1",
            "ce-source": "/thidua/covenant",
            "ce-time": "2024-03-12T00:00:00+00:00",
            "ce-subject": str(uuid4()),
            "thidua-position": "1",
            "thidua-previous": "0",
            "thidua-epoch": "e",
            "thidua-correlation": "c",
            "thidua-actor": "tests",
        }


class TestAStreamThatWasLost:
    """The stores fill it again; readers that are ahead of it carry on."""

    @pytest.fixture
    def model(self, open_model: OpenModel) -> ReadModel:
        return open_model(Counting(sources=("bloc", "covenant")))

    @pytest.fixture
    def stores(self, tmp_path: Path, open_store: OpenStore) -> dict[str, UnitStore]:
        return {
            name: open_store(f"sqlite:///{tmp_path / name}.sqlite")
            for name in ("bloc", "covenant")
        }

    async def fill(self, client: Client, name: str, store: UnitStore) -> None:
        """Publish what a store holds, under the name of a service."""
        relay = Relay(client, name, store.blocs, to_fact)
        head = store.blocs.event_recorder.head()
        async with in_background(relay.run()):
            await eventually(lambda: relay.stopped is None and relay.head.position == head)

    async def lose(self, client: Client, server: NatsServer) -> None:
        await asyncio.to_thread(server.stop)
        server.lose_data()
        await asyncio.to_thread(server.start)
        await eventually(lambda: client.is_connected)
        await provision(client.jetstream())

    async def test_is_followed_without_a_second_effect(
        self,
        log_client: Client,
        nats_server: NatsServer,
        model: ReadModel,
        stores: dict[str, UnitStore],
    ) -> None:
        feed = Feed(log_client, model)
        async with in_background(feed.run()):
            for name, store in stores.items():
                await store.register_many(5)
                await self.fill(log_client, name, store)
                await reached(model, 5, source=name)

            await self.lose(log_client, nats_server)
            for name, store in stores.items():
                await store.register()
                await self.fill(log_client, name, store)
                await reached(model, 6, source=name)

        assert times(model) == [1] * 12

    async def test_may_have_another_order_than_before(
        self,
        log_client: Client,
        nats_server: NatsServer,
        model: ReadModel,
        stores: dict[str, UnitStore],
    ) -> None:
        async with in_background(Feed(log_client, model).run()):
            for name, store in stores.items():
                await store.register_many(5)
                await self.fill(log_client, name, store)
                await reached(model, 5, source=name)

        # While the reader is away the stream is lost and comes back longer and in another
        # order: facts it never saw stand before the place where it stood.
        await self.lose(log_client, nats_server)
        await stores["covenant"].register_many(2)
        for name in ("covenant", "bloc"):
            await self.fill(log_client, name, stores[name])

        async with in_background(Feed(log_client, model).run()):
            await reached(model, 7, source="covenant")

        assert times(model) == [1] * 12
