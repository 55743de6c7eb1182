"""A gap blocks its source alone, is kept over restarts, and is healed by its relay."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from services.bloc.publishing import to_fact
from shared.contracts import subject_of
from shared.database import Database
from shared.messaging.feed import Feed
from shared.messaging.healing import Missing
from shared.messaging.log import STREAM
from shared.messaging.relay import Relay
from shared.readmodel import ReadModel
from shared.telemetry.metrics import REGISTRY
from tests.harness.background import facts_of, in_background
from tests.harness.facts import Publisher
from tests.harness.stores import (
    SEEN,
    Counting,
    OpenModel,
    UnitStore,
    eventually,
    opened,
    unit_registered,
)

BOTH = ("bloc", "covenant")


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.feed.PULL_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.feed.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("shared.messaging.relay.POLL_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.healing.LONGEST_WAIT_SECONDS", 0.3)


@pytest.fixture
def open_model(tmp_path: Path) -> Iterator[OpenModel]:
    with ExitStack() as databases:

        def open_on_it(projection: Counting) -> ReadModel:
            url = f"sqlite:///{tmp_path / projection.name}.sqlite"
            database = Database(url, "views")
            databases.callback(database.close)
            model = ReadModel(database, projection)
            model.prepare()
            return model

        yield open_on_it


@pytest.fixture
def model(open_model: OpenModel) -> ReadModel:
    return open_model(Counting(sources=BOTH))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UnitStore]:
    with opened(f"sqlite:///{tmp_path / 'bloc.sqlite'}") as store:
        yield store


@pytest.fixture
def covenant(log_client: Client) -> Publisher:
    return Publisher(log_client, "covenant")


@pytest.fixture
def relay(log_client: Client, store: UnitStore) -> Relay:
    return Relay(log_client, "bloc", store.blocs, to_fact)


class Torn:
    """A stream in which facts of `bloc` are missing, though its store has them."""

    def __init__(self, client: Client, store: UnitStore) -> None:
        self._client = client
        self._store = store

    async def publish(self, *positions: int) -> None:
        """Publish these positions of the store, as the relay would, and leave out the rest."""
        translation = Relay(self._client, "bloc", self._store.blocs, to_fact).translation
        everything = translation.envelopes(self._store.events(), 0)
        for fact in everything:
            if fact.position in positions:
                await self._client.jetstream().publish(
                    subject_of(fact), fact.body(), headers=fact.headers()
                )


@pytest.fixture
def torn(log_client: Client, store: UnitStore) -> Torn:
    return Torn(log_client, store)


def times(model: ReadModel) -> list[int]:
    return [seen.times for seen in model.query(SEEN.find)]


async def reached(model: ReadModel, **positions: int) -> None:
    assert await model.wait_for(positions, seconds=20)


async def blocked(model: ReadModel) -> str:
    await eventually(lambda: model.positions.blocked)
    return model.positions.blocked["bloc"]


@asynccontextmanager
async def questions(client: Client) -> AsyncIterator[list[Missing]]:
    """What is asked of bloc's relay while the block lasts."""
    heard: list[Missing] = []

    async def hear(message: Msg) -> None:
        heard.append(msgspec.json.decode(message.data, type=Missing))

    subscription = await client.subscribe("heal.bloc", cb=hear)
    yield heard
    await subscription.unsubscribe()


class TestAGap:
    async def test_blocks_its_source_alone_and_says_what_to_do(
        self,
        log_client: Client,
        store: UnitStore,
        torn: Torn,
        covenant: Publisher,
        model: ReadModel,
    ) -> None:
        await store.register_many(5)
        feed = Feed(log_client, model)
        async with in_background(feed.run()):
            await torn.publish(1, 2, 4, 5)
            await covenant.publish(unit_registered(), unit_registered())
            await reached(model, covenant=2)

        assert "bloc jumped from position 2 to 4" in model.positions.blocked["bloc"]
        assert "see that bloc runs" in model.positions.blocked["bloc"]
        assert (feed.stopped, model.positions.position("bloc")) == (None, 2)
        assert times(model) == [1] * 4

    async def test_is_known_after_a_restart_and_asked_for_again(
        self, log_client: Client, store: UnitStore, torn: Torn, open_model: OpenModel
    ) -> None:
        await store.register_many(4)
        await torn.publish(1, 2, 4)
        first = open_model(Counting(sources=BOTH))
        async with in_background(Feed(log_client, first).run()):
            reason = await blocked(first)

        again = open_model(Counting(sources=BOTH))
        assert again.positions.blocked == {"bloc": reason}
        async with (
            questions(log_client) as asked,
            in_background(Feed(log_client, again).run()),
        ):
            await eventually(lambda: asked)

        assert asked[0] == Missing(after=1, sequence=3), "from the last known fact on"

    async def test_is_asked_for_more_and_more_seldom(
        self,
        log_client: Client,
        store: UnitStore,
        torn: Torn,
        model: ReadModel,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("shared.messaging.healing.LONGEST_WAIT_SECONDS", 60.0)
        await store.register_many(4)
        await torn.publish(1, 2, 4)
        started = time.monotonic()
        async with (
            questions(log_client) as asked,
            in_background(Feed(log_client, model).run()),
        ):
            await eventually(lambda: asked)
            # Facts of the blocked source keep arriving, each of them out of order.
            for _ in range(10):
                await torn.publish(4)
            await eventually(lambda: model.positions.sequence >= 13)

        assert 2 ** len(asked) - 2 <= time.monotonic() - started, "2, 4, 8 … seconds apart"

    async def test_is_healed_by_its_relay(
        self, log_client: Client, store: UnitStore, torn: Torn, relay: Relay, model: ReadModel
    ) -> None:
        await store.register_many(7)
        await torn.publish(1, 2, 5, 6)
        feed = Feed(log_client, model)
        async with in_background(feed.run()):
            await blocked(model)
            async with in_background(relay.run()):
                await reached(model, bloc=7)
                await store.register()
                relay.wake()
                await reached(model, bloc=8)

        assert (feed.stopped, model.positions.blocked) == (None, {})
        assert times(model) == [1] * 8

    async def test_is_counted_when_it_is_noticed_and_when_it_is_healed(
        self, log_client: Client, store: UnitStore, torn: Torn, relay: Relay, model: ReadModel
    ) -> None:
        def counted(what: str) -> float:
            labels = {"reader": model.name, "source": "bloc"}
            return REGISTRY.get_sample_value(f"thidua_reader_gaps_{what}_total", labels) or 0.0

        noticed, healed = counted("noticed"), counted("healed")
        await store.register_many(4)
        await torn.publish(1, 2, 4)
        async with in_background(Feed(log_client, model).run()):
            await eventually(lambda: counted("noticed") == noticed + 1)
            assert counted("healed") == healed
            async with in_background(relay.run()):
                await eventually(lambda: counted("healed") == healed + 1)

        assert counted("noticed") == noticed + 1

    async def test_of_many_readers_is_healed_once(
        self,
        log_client: Client,
        store: UnitStore,
        torn: Torn,
        relay: Relay,
        open_model: OpenModel,
    ) -> None:
        await store.register_many(20)
        await torn.publish(1, 2, *range(5, 21))
        models = [open_model(Counting(name=f"bloc-{n}")) for n in range(5)]
        async with in_background(*(Feed(log_client, model).run() for model in models)):
            for model in models:
                await blocked(model)
            async with in_background(relay.run()):
                for model in models:
                    await reached(model, bloc=20)

        positions = [fact.position for fact in await facts_of(log_client)]
        assert positions == [1, 2, *range(5, 21), *range(2, 21)]
        for model in models:
            assert times(model) == [1] * 20

    async def test_that_was_healed_is_passed_by_a_reader_that_comes_later(
        self, log_client: Client, store: UnitStore, torn: Torn, open_model: OpenModel
    ) -> None:
        await store.register_many(6)
        await torn.publish(1, 2, 5, 6, 3, 4, 5, 6)
        late = open_model(Counting())
        async with (
            questions(log_client) as asked,
            in_background(Feed(log_client, late).run()),
        ):
            await reached(late, bloc=6)

        assert (asked, times(late)) == ([], [1] * 6)

    async def test_before_the_first_fact_is_one_too(
        self, log_client: Client, store: UnitStore, torn: Torn, relay: Relay, model: ReadModel
    ) -> None:
        await store.register_many(3)
        await torn.publish(3)
        async with in_background(Feed(log_client, model).run()):
            assert "bloc jumped from position 0 to 3" in await blocked(model)
            async with in_background(relay.run()):
                await reached(model, bloc=3)

        assert times(model) == [1] * 3


class TestTwoRunners:
    """Of one projection, with one consumer: what one is given is missing to the other."""

    @pytest.fixture
    def runners(self, open_model: OpenModel) -> list[ReadModel]:
        return [open_model(Counting(sources=BOTH)) for _ in range(2)]

    async def test_take_a_disorder_for_no_gap(
        self, log_client: Client, store: UnitStore, relay: Relay, runners: list[ReadModel]
    ) -> None:
        seen: list[dict[str, str]] = []
        async with (
            questions(log_client) as asked,
            in_background(relay.run(), *(Feed(log_client, r).run() for r in runners)),
        ):
            for _ in range(20):
                await store.register_many(5)
                relay.wake()
                seen += [runner.positions.blocked for runner in runners]
            await eventually(lambda: len(times(runners[0])) == 100)

        assert (asked, any(seen)) == ([], False)
        assert times(runners[0]) == [1] * 100

    async def test_have_a_gap_healed_once_for_both(
        self,
        log_client: Client,
        store: UnitStore,
        torn: Torn,
        covenant: Publisher,
        relay: Relay,
        runners: list[ReadModel],
    ) -> None:
        await store.register_many(40)
        async with in_background(*(Feed(log_client, r).run() for r in runners)):
            await torn.publish(*range(1, 11), *range(20, 41))
            await covenant.publish(*(unit_registered() for _ in range(20)))
            await eventually(lambda: any(r.positions.blocked for r in runners))
            await eventually(lambda: len(times(runners[0])) == 30)
            async with in_background(relay.run()):
                await eventually(lambda: len(times(runners[0])) == 60)

        assert times(runners[0]) == [1] * 60
        again = [fact.position for fact in await facts_of(log_client)][51:]
        assert len(again) <= 2 * 31, "asked for by each of them at the most"


class TestWhatIsNoGap:
    async def test_a_consumer_that_somebody_moved(
        self, log_client: Client, store: UnitStore, torn: Torn, model: ReadModel
    ) -> None:
        await store.register_many(8)
        await torn.publish(1, 2)
        seen: list[dict[str, str]] = []
        async with in_background(Feed(log_client, model).run()):
            await reached(model, bloc=2)
            # Forward, past facts that were never delivered: the stream has them.
            await torn.publish(3, 4)
            await log_client.jetstream().reset_consumer(STREAM, model.name, seq=6)
            await torn.publish(5, 6, 7, 8)
            while model.positions.position("bloc") < 8:
                seen.append(model.positions.blocked)
                await asyncio.sleep(0.01)

        assert not any(seen)
        assert times(model) == [1] * 8

    async def test_what_was_passed_by_is_noticed_without_another_fact(
        self,
        log_client: Client,
        store: UnitStore,
        torn: Torn,
        covenant: Publisher,
        relay: Relay,
        model: ReadModel,
    ) -> None:
        await store.register_many(4)
        await torn.publish(1, 2, 3, 4)
        await covenant.publish(unit_registered())
        facts = await facts_of(log_client)
        # Two runners shared the consumer: it stands behind what the other lost.
        await model.receive([*facts[:2], facts[4]], 5)
        async with in_background(Feed(log_client, model).run(), relay.run()):
            await reached(model, bloc=4)

        assert times(model) == [1] * 5


class TestTheRelay:
    async def test_that_died_while_it_healed_is_resumed_by_any_other(
        self, log_client: Client, store: UnitStore, torn: Torn, relay: Relay, model: ReadModel
    ) -> None:
        await store.register_many(9)
        await torn.publish(*range(1, 10))
        # One that healed from position 1 came as far as 5.
        await torn.publish(2, 3, 4, 5)
        async with in_background(relay.run(), Feed(log_client, model).run()):
            await eventually(lambda: relay.head.position == 9)
            await reached(model, bloc=9)

        published = [fact.position for fact in await facts_of(log_client)]
        assert published == [*range(1, 10), *range(2, 10)]
        assert times(model) == [1] * 9

    async def test_publishes_everything_again_when_told_to(
        self, log_client: Client, store: UnitStore, relay: Relay
    ) -> None:
        await store.register_many(3)
        async with in_background(relay.run()):
            await eventually(lambda: relay.head.position == 3)
            relay.republish(0)
            await eventually(lambda: relay.head.sequence == 6)

        facts = await facts_of(log_client)
        assert [fact.position for fact in facts] == [1, 2, 3, 1, 2, 3]
        assert facts[:3] == facts[3:], "the same facts, each behind the same one"

    async def test_is_not_put_off_by_what_makes_no_sense(
        self, log_client: Client, store: UnitStore, relay: Relay
    ) -> None:
        await store.register_many(3)
        async with in_background(relay.run()):
            await eventually(lambda: relay.head.position == 3)
            for question in (b"", b"[]", b'{"after": "x"}', b'{"after": 4}', b'{"after": 99}'):
                await log_client.publish("heal.bloc", question)
            await store.register()
            relay.wake()
            await eventually(lambda: relay.head.position == 4)

        assert (relay.stopped, relay.head.sequence) == (None, 4)
