"""A projection answers as it stood: at a place in the stream, at a fact, at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from nats.aio.client import Client

from shared.contracts import Envelope
from shared.database import Database
from shared.messaging.history import History, LogAway
from shared.messaging.log import provision
from shared.messaging.moments import MomentInFuture, MomentUnreadable, sequence_at
from shared.readmodel import Batch, Copies
from shared.readmodel.past import SLOTS
from tests.harness.background import in_background
from tests.harness.facts import Publisher
from tests.harness.nats_server import NatsServer
from tests.harness.stores import SEEN, Counting, eventually, unit_registered


@dataclass
class Noting(Counting):
    """A projection that notes the position of every fact it folds."""

    folded: list[int] = field(default_factory=list)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        self.folded += [fact.position for fact in facts_in_order]
        super().project(facts_in_order, batch)


@pytest.fixture
def projection() -> Noting:
    return Noting()


@pytest.fixture
async def history(log_client: Client) -> History:
    """A log of twelve facts, each third of `covenant`, the others of `bloc`."""
    bloc, covenant = Publisher(log_client, "bloc"), Publisher(log_client, "covenant")
    for number in range(4):
        await bloc.publish(unit_registered(number), unit_registered(number))
        await covenant.publish(unit_registered(number))
    return History(log_client)


@pytest.fixture
async def copies(
    history: History,
    log_client: Client,
    store_url: Callable[[], str],
    projection: Noting,
) -> AsyncIterator[Copies]:
    """A projection of `bloc` that has folded the whole log."""
    assert history.client is log_client
    copies = Copies(Database(store_url(), "bloc_views"), projection)
    copies.prepare()
    async with in_background(copies.run(log_client)):
        assert await copies.wait_for({"bloc": 8}, seconds=20)
        projection.folded.clear()
        yield copies
    copies.close()


async def counted(copies: Copies, sequence: int) -> int:
    return len(await copies.ask_at(sequence, SEEN.find))


async def test_an_answer_holds_what_had_been_published_and_no_more(copies: Copies) -> None:
    for sequence, expected in {0: 0, 1: 1, 2: 2, 3: 2, 4: 3, 7: 5, 12: 8, 5: 4}.items():
        assert await counted(copies, sequence) == expected, sequence

    assert len(await copies.ask(SEEN.find)) == 8, "what stands now is not touched"


async def test_a_later_place_is_reached_from_an_earlier_one(
    copies: Copies, projection: Noting
) -> None:
    await counted(copies, 5)
    assert projection.folded == [1, 2, 3, 4]
    projection.folded.clear()

    await counted(copies, 10)
    assert projection.folded == [5, 6, 7]
    projection.folded.clear()

    await counted(copies, 10)
    await counted(copies, 10)
    assert projection.folded == [], "what was asked for before is kept"


async def test_a_few_places_are_kept_and_the_one_not_asked_for_longest_is_given_up(
    copies: Copies, projection: Noting
) -> None:
    places = [12, 10, 7, 4][:SLOTS]
    for sequence in places:
        await counted(copies, sequence)
    projection.folded.clear()
    for sequence in places:
        await counted(copies, sequence)
    assert projection.folded == []

    await counted(copies, 1)

    assert projection.folded == [1]
    projection.folded.clear()
    await asyncio.gather(*(counted(copies, sequence) for sequence in places[1:]))
    assert projection.folded == []


async def test_many_at_once_each_get_their_own_moment(copies: Copies) -> None:
    asked = [12, 3, 7, 1, 10, 4, 2, 9, 12, 3, 7, 1]
    expected = {12: 8, 3: 2, 7: 5, 1: 1, 10: 7, 4: 3, 2: 2, 9: 6}

    found = await asyncio.gather(*(counted(copies, sequence) for sequence in asked))

    assert found == [expected[sequence] for sequence in asked]


async def test_a_stream_that_was_filled_anew_is_read_anew(
    copies: Copies, log_client: Client, nats_server: NatsServer, projection: Noting
) -> None:
    await counted(copies, 7)
    await asyncio.to_thread(nats_server.stop)
    nats_server.lose_data()
    await asyncio.to_thread(nats_server.start)
    await eventually(lambda: "NotFound" in str(copies.stopped))
    await provision(log_client.jetstream())
    refilled = Publisher(log_client, "bloc")
    await refilled.publish(*(unit_registered(number) for number in range(8)))
    projection.folded.clear()

    assert await counted(copies, 7) == 7
    assert projection.folded == list(range(1, 8))


async def test_without_nats_the_past_is_out_of_reach_and_the_present_is_not(
    copies: Copies, nats_server: NatsServer, log_client: Client
) -> None:
    await asyncio.to_thread(nats_server.stop)
    await eventually(lambda: not log_client.is_connected)

    with pytest.raises(LogAway):
        await counted(copies, 7)

    assert len(await copies.ask(SEEN.find)) == 8
    await asyncio.to_thread(nats_server.start)
    await eventually(lambda: log_client.is_connected)


class TestAMoment:
    async def test_is_a_place_in_the_stream(self, history: History) -> None:
        assert await sequence_at(history, "0") == 0
        assert await sequence_at(history, "12") == 12
        with pytest.raises(MomentInFuture, match="the log is at 12"):
            await sequence_at(history, "13")

    async def test_is_the_place_of_a_fact(self, history: History) -> None:
        assert await sequence_at(history, "bloc:5") == 7
        assert [await sequence_at(history, f"covenant:{n}") for n in (1, 4)] == [3, 12]
        for at in ("bloc:9", "awards:1"):
            with pytest.raises(MomentInFuture):
                await sequence_at(history, at)

    async def test_is_the_first_place_of_a_fact_that_was_published_again(
        self, history: History, log_client: Client
    ) -> None:
        js = log_client.jetstream()
        for sequence in range(1, 13):
            again = await js.get_msg("THIDUA", sequence)
            await js.publish(str(again.subject), again.data or b"", headers=again.headers)

        assert [await sequence_at(history, f"bloc:{n}") for n in (1, 5, 8)] == [1, 7, 11]

    async def test_is_a_time_and_holds_what_was_recorded_until_then(
        self, history: History
    ) -> None:
        fifth = await history.first_from(7, "bloc")
        assert fifth is not None

        assert await sequence_at(history, fifth.time.isoformat()) == 7
        earlier = fifth.time - timedelta(microseconds=1)
        assert await sequence_at(history, earlier.isoformat()) == 6
        assert await sequence_at(history, "2020-01-01T00:00:00Z") == 0
        assert await sequence_at(history, datetime.now(UTC).isoformat()) == 12
        with pytest.raises(MomentInFuture):
            await sequence_at(history, "2999-01-01T00:00:00+07:00")

    @pytest.mark.parametrize(
        "at",
        [
            *("", "now", "-1", "1.5", "²", "bloc:", "bloc:0", "nobody:1"),
            *("2024-12-01", "2024-12-01T08:00:00", "2024-12-01T08:00:00 07:00"),
        ],
    )
    async def test_that_cannot_be_read_is_refused(self, history: History, at: str) -> None:
        with pytest.raises(MomentUnreadable):
            await sequence_at(history, at)
