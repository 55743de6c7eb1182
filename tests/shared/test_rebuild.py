"""A projection is folded anew beside the copy that answers, compared, and switched to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from nats.aio.client import Client

from shared.continuity import NOWHERE, Positions, SourcePosition
from shared.contracts import Envelope
from shared.database import Database
from shared.messaging.log import provision
from shared.readmodel import Batch, Copies, Documents
from shared.readmodel.copy import Half
from shared.readmodel.pair import covers, furthest
from shared.readmodel.refusals import (
    AnotherReleaseInCharge,
    CopyNotReady,
    NothingToCancel,
    NothingToResume,
    ProjectionBeingRebuilt,
    RebuildUnderWay,
)
from tests.harness.background import in_background
from tests.harness.facts import Publisher
from tests.harness.nats_server import NatsServer
from tests.harness.stores import SEEN, Counting, Seen, eventually, unit_registered

OpenCopies = Callable[[Counting], Copies]
BATCH = 5


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.feed.PULL_SECONDS", 0.5)
    monkeypatch.setattr("shared.messaging.feed.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("shared.messaging.feed.MAX_BATCH", BATCH)
    monkeypatch.setattr("shared.readmodel.following.LOOK_AGAIN_SECONDS", 0.1)


@pytest.fixture
def open_copies(store_url: Callable[[], str]) -> Iterator[OpenCopies]:
    """Opens a projection on one database, each time as a process of its own would."""
    url = store_url()
    with ExitStack() as opened:

        def open_one(projection: Counting) -> Copies:
            copies = Copies(Database(url, "bloc_views"), projection)
            opened.callback(copies.close)
            copies.prepare()
            return copies

        yield open_one


@pytest.fixture
def publisher(log_client: Client) -> Publisher:
    return Publisher(log_client, "bloc")


@pytest.fixture
async def copies(
    log_client: Client, publisher: Publisher, open_copies: OpenCopies
) -> AsyncIterator[Copies]:
    """A projection that has folded forty facts, of forty entities."""
    copies = open_copies(Counting())
    async with in_background(copies.run(log_client)):
        await publish(publisher, 40)
        await arrived(copies, 40)
        yield copies


@dataclass
class Noting(Counting):
    """A projection that notes the position of every fact it folds."""

    folded: list[int] = field(default_factory=list)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        self.folded += [fact.position for fact in facts_in_order]
        super().project(facts_in_order, batch)


class Turnstile:
    """Lets some calls of a method through; those behind wait until it is opened."""

    def __init__(self, method: Callable[..., Awaitable[None]], calls: int) -> None:
        self._method = method
        self._left = calls
        self._opened = asyncio.Event()
        self.reached = asyncio.Event()

    def open(self) -> None:
        self._opened.set()

    async def __call__(self, *arguments: object) -> None:
        if self._left == 0:
            self.reached.set()
            await self._opened.wait()
        else:
            self._left -= 1
        await self._method(*arguments)


async def publish(publisher: Publisher, count: int) -> None:
    await publisher.publish(*(unit_registered(number) for number in range(count)))


async def arrived(copies: Copies, position: int) -> None:
    assert await copies.wait_for({"bloc": position}, seconds=20)


async def becomes(copies: Copies, state: str) -> None:
    await eventually(lambda: copies.state().other_is == state)


async def rebuilt(copies: Copies) -> None:
    await copies.rebuild()
    await becomes(copies, "ready")


def times(copies: Copies) -> list[int]:
    """How often each fact took effect; every fact has an entity of its own."""
    return [seen.times for seen in copies.query(SEEN.find)]


def other(copies: Copies) -> Half:
    return copies._pair.other


def held_after(copies: Copies, batches: int) -> Turnstile:
    """Hold the filling of the other copy after so many batches."""
    turnstile = Turnstile(other(copies).receive, batches)
    other(copies).receive = turnstile  # type: ignore[assignment, method-assign]  # what a feed calls
    return turnstile


@asynccontextmanager
async def steady_writes(publisher: Publisher) -> AsyncIterator[None]:
    async def write() -> None:
        while True:
            await publish(publisher, 1)
            await asyncio.sleep(0.005)

    async with in_background(write()):
        yield


@asynccontextmanager
async def readers(copies: Copies, *found: list[int]) -> AsyncIterator[None]:
    """Readers that count the documents, again and again, until the block ends."""

    async def read(counts: list[int]) -> None:
        while True:
            counts.append(len(await copies.ask(SEEN.find)))

    async with in_background(*map(read, found)):
        yield


async def test_a_projection_is_rebuilt_while_others_write_and_read(
    copies: Copies, publisher: Publisher
) -> None:
    found: tuple[list[int], list[int]] = ([], [])
    async with steady_writes(publisher), readers(copies, *found):
        await rebuilt(copies)
        comparison = await copies.compare()
        live_before = copies.state().live.letter
        after = await copies.switch()
        seen_at_switch = len(found[0])
        await eventually(lambda: len(found[0]) > seen_at_switch + 10)
    await publish(publisher, 1)

    assert (live_before, after.live.letter, after.other_is) == ("a", "b", "ready")
    assert comparison.differences == 0
    assert comparison.documents == comparison.positions["bloc"] >= 40
    for counts in found:
        assert counts == sorted(counts), "no reader saw fewer documents than before"
        assert counts[0] >= 40
    await eventually(lambda: times(copies) == [1] * copies.positions.position("bloc"))


async def test_the_copy_before_goes_on_following_and_is_an_instant_way_back(
    copies: Copies, publisher: Publisher
) -> None:
    await rebuilt(copies)
    await copies.switch()
    await publish(publisher, 3)
    await arrived(copies, 43)

    state = await copies.back()

    assert state.live.letter == "a"
    assert times(copies) == [1] * 43
    assert (await copies.compare()).differences == 0


async def test_a_comparison_names_every_document_that_differs(copies: Copies) -> None:
    await rebuilt(copies)
    keys = sorted(seen.subject for seen in copies.query(SEEN.find))
    changed, lost = keys[3], keys[5]
    database = copies._pair.live.database
    with database.write() as connection:
        batch = Batch(database, connection)
        batch.put(SEEN, changed, Seen(changed, 7, 7))
        batch.delete(SEEN, [lost])
        batch.put(SEEN, "never", Seen("never", 1, 1))
        batch.flush()

    comparison = await copies.compare()

    assert (comparison.documents, comparison.differences) == (41, 3)
    listed = {difference.key: difference for difference in comparison.listed}
    assert set(listed) == {changed, lost, "never"}
    assert {difference.table for difference in comparison.listed} == {"seen"}
    assert (listed[changed].live["times"], listed[changed].other["times"]) == (7, 1)
    assert listed[lost].live is None
    assert listed["never"].other is None


async def test_progress_counts_facts_and_says_what_is_left(copies: Copies) -> None:
    turnstile = held_after(copies, batches=2)
    await copies.rebuild()
    await turnstile.reached.wait()
    await eventually(lambda: copies.state().progress)

    progress = copies.state().progress

    assert progress is not None
    assert (progress.facts_read, progress.facts_in_all) == (2 * BATCH, 40)
    assert progress.facts_per_second
    assert progress.seconds_left is not None
    turnstile.open()
    await becomes(copies, "ready")
    assert copies.state().progress is None


async def test_a_filling_is_cancelled_and_resumed_where_it_stood(
    log_client: Client, publisher: Publisher, open_copies: OpenCopies
) -> None:
    projection = Noting()
    copies = open_copies(projection)
    async with in_background(copies.run(log_client)):
        await publish(publisher, 40)
        await arrived(copies, 40)
        turnstile = held_after(copies, batches=2)
        await copies.rebuild()
        await turnstile.reached.wait()
        projection.folded.clear()

        cancelled = await copies.cancel()
        turnstile.open()
        await publish(publisher, 1)
        await arrived(copies, 41)
        with pytest.raises(CopyNotReady):
            await copies.switch()
        assert (cancelled.other_is, other(copies).positions.position("bloc")) == (
            "cancelled",
            2 * BATCH,
        )

        await copies.resume()
        await becomes(copies, "ready")

        assert projection.folded == [41, *range(2 * BATCH + 1, 42)]
        assert (await copies.compare()).differences == 0


async def test_a_process_that_dies_in_the_midst_goes_on_where_it_was(
    log_client: Client, publisher: Publisher, open_copies: OpenCopies
) -> None:
    dying = open_copies(Counting())
    async with in_background(dying.run(log_client)):
        await publish(publisher, 40)
        await arrived(dying, 40)
        turnstile = held_after(dying, batches=3)
        await dying.rebuild()
        await turnstile.reached.wait()

    projection = Noting()
    after = open_copies(projection)
    assert after.state().other_is == "filling"
    async with in_background(after.run(log_client)):
        await becomes(after, "ready")
        assert projection.folded == list(range(3 * BATCH + 1, 41))
        assert (await after.compare()).differences == 0


async def test_a_process_that_dies_before_it_empties_the_copy_begins_it_anew(
    log_client: Client, publisher: Publisher, open_copies: OpenCopies
) -> None:
    dying = open_copies(Counting())
    async with in_background(dying.run(log_client)):
        await publish(publisher, 10)
        await arrived(dying, 10)
        await rebuilt(dying)
        turnstile = Turnstile(other(dying).empty, 0)
        other(dying).empty = turnstile  # type: ignore[assignment, method-assign]  # it dies before this
        async with in_background(returning(dying.rebuild())):
            await turnstile.reached.wait()

    projection = Noting()
    after = open_copies(projection)
    async with in_background(after.run(log_client)):
        await becomes(after, "ready")

    assert projection.folded == list(range(1, 11)), "what it held was of the filling before"


async def test_what_does_not_fit_how_the_copies_stand_is_refused(copies: Copies) -> None:
    with pytest.raises(CopyNotReady):
        await copies.switch()
    with pytest.raises(CopyNotReady, match="rebuild it first"):
        await copies.switch(force=True)
    with pytest.raises(CopyNotReady):
        await copies.compare()
    with pytest.raises(NothingToCancel):
        await copies.cancel()
    with pytest.raises(NothingToResume):
        await copies.resume()
    turnstile = held_after(copies, batches=1)
    await copies.rebuild()
    with pytest.raises(RebuildUnderWay):
        await copies.rebuild()
    with pytest.raises(CopyNotReady, match="filling"):
        await copies.switch()
    turnstile.open()


class TestANewVersion:
    async def test_is_filled_beside_the_old_one_and_then_answers_by_itself(
        self, log_client: Client, publisher: Publisher, open_copies: OpenCopies
    ) -> None:
        await old_version_filled(log_client, publisher, open_copies)
        copies = open_copies(Counting(version=2))
        turnstile = held_after(copies, batches=2)

        async with in_background(copies.run(log_client)):
            await turnstile.reached.wait()
            assert times(copies) == [1] * 40, "the old copy answers meanwhile"
            with pytest.raises(NothingToCancel):
                await copies.cancel()
            turnstile.open()
            await eventually(lambda: copies.state().live.version == 2)

            state = copies.state()
            assert (state.live.letter, state.other.version) == ("b", 1)
            assert times(copies) == [1] * 40
            await publish(publisher, 1)
            await arrived(copies, 41)

    async def test_that_cannot_read_the_old_copy_says_so_until_it_is_filled(
        self, log_client: Client, publisher: Publisher, open_copies: OpenCopies
    ) -> None:
        await old_version_filled(log_client, publisher, open_copies)
        reshaped = Documents("seen_again", Seen)
        copies = open_copies(Reshaped(version=2, documents=(reshaped,), kept_in=reshaped))

        with pytest.raises(ProjectionBeingRebuilt):
            await copies.ask(reshaped.find)
        async with in_background(copies.run(log_client)):
            await eventually(lambda: copies.state().live.version == 2)

        assert len(await copies.ask(reshaped.find)) == 40

    async def test_that_died_between_filling_and_switch_is_switched_to_at_the_next_start(
        self,
        log_client: Client,
        publisher: Publisher,
        open_copies: OpenCopies,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await old_version_filled(log_client, publisher, open_copies)
        dying = open_copies(Counting(version=2))
        with monkeypatch.context() as crash:
            crash.setattr(dying._following, "switch", asyncio.Event().wait)
            async with in_background(dying.run(log_client)):
                await becomes(dying, "ready")

        projection = Noting(version=2)
        after = open_copies(projection)
        async with in_background(after.run(log_client)):
            await eventually(lambda: after.state().live.version == 2)

        assert projection.folded == [], "it was filled already"
        assert times(after) == [1] * 40

    async def test_that_is_taken_back_finds_its_copy_as_it_was(
        self, log_client: Client, publisher: Publisher, open_copies: OpenCopies
    ) -> None:
        await old_version_filled(log_client, publisher, open_copies)
        newer = open_copies(Counting(version=2))
        async with in_background(newer.run(log_client)):
            await eventually(lambda: newer.state().live.version == 2)
            await publish(publisher, 2)
            await arrived(newer, 42)

        projection = Noting(version=1)
        older = open_copies(projection)
        async with in_background(older.run(log_client)):
            await eventually(lambda: older.state().live.version == 1)

        assert projection.folded == [41, 42]
        assert times(older) == [1] * 42

    async def test_is_left_alone_by_a_process_of_the_release_before(
        self, log_client: Client, publisher: Publisher, open_copies: OpenCopies
    ) -> None:
        older = open_copies(Counting(version=1))
        async with in_background(older.run(log_client)):
            await publish(publisher, 40)
            await arrived(older, 40)
            await rebuilt(older)
            newer = open_copies(Counting(version=2))
            async with in_background(newer.run(log_client)):
                await eventually(lambda: newer.state().live.version == 2)
                await eventually(lambda: older.state().live.version == 2)
                await publish(publisher, 3)
                await arrived(newer, 43)
                with pytest.raises(AnotherReleaseInCharge):
                    await older.rebuild()

                assert times(newer) == [1] * 43
                assert newer.state().other.version == 1

    async def test_that_was_given_up_half_way_leaves_the_old_copy_as_it_was(
        self, log_client: Client, publisher: Publisher, open_copies: OpenCopies
    ) -> None:
        await old_version_filled(log_client, publisher, open_copies)
        newer = open_copies(Counting(version=2))
        turnstile = held_after(newer, batches=2)
        async with in_background(newer.run(log_client)):
            await turnstile.reached.wait()

        older = open_copies(Counting(version=1))

        async with in_background(older.run(log_client)):
            await publish(publisher, 1)
            await arrived(older, 41)
            assert (older.state().live.letter, older.state().other_is) == ("a", "empty")
            assert times(older) == [1] * 41


class TestAnEmptyCopyIsNeverComplete:
    async def test_on_a_stream_that_was_lost(
        self, copies: Copies, nats_server: NatsServer, log_client: Client
    ) -> None:
        await asyncio.to_thread(nats_server.stop)
        nats_server.lose_data()
        await asyncio.to_thread(nats_server.start)
        await eventually(lambda: "NotFound" in str(copies.stopped))
        await provision(log_client.jetstream())
        await copies.rebuild()
        await eventually(lambda: other(copies).positions == NOWHERE)

        for _ in range(3):
            assert not await copies._following.meeting.caught_up(other(copies), 0.1)
        with pytest.raises(CopyNotReady):
            await copies.switch()

    async def test_when_its_database_was_lost(
        self, log_client: Client, publisher: Publisher, open_copies: OpenCopies
    ) -> None:
        before = open_copies(Counting())
        async with in_background(before.run(log_client)):
            await publish(publisher, 10)
            await arrived(before, 10)
            await rebuilt(before)
        with other(before).database.write() as connection:
            found = sa.MetaData()
            found.reflect(connection)
            found.drop_all(connection)

        after = open_copies(Counting())
        with pytest.raises(CopyNotReady, match="holds nothing"):
            await after.switch(force=True)
        async with in_background(after.run(log_client)):
            await eventually(lambda: other(after).positions.position("bloc") == 10)
            await becomes(after, "ready")
            assert (await after.compare()).differences == 0

    def test_as_long_as_one_source_is_behind_what_answers_or_the_head(self) -> None:
        def at(**positions: int) -> Positions:
            places = {name: SourcePosition("e", place) for name, place in positions.items()}
            return Positions(0, places)

        assert not covers(NOWHERE, furthest(NOWHERE, at(bloc=5)))
        assert not covers(at(bloc=4), furthest(at(bloc=3), at(bloc=5)))
        assert not covers(at(bloc=5), furthest(at(bloc=6), at(bloc=5)))
        assert not covers(at(bloc=9), furthest(at(bloc=6, covenant=1), at(bloc=5)))
        assert covers(at(bloc=6, covenant=1), furthest(at(bloc=6, covenant=1), at(bloc=5)))
        replaced = Positions(0, {"bloc": SourcePosition("another", 2)})
        assert covers(replaced, furthest(replaced, at(bloc=5)))
        assert not covers(at(bloc=5), furthest(replaced, at(bloc=5)))


async def test_a_projection_that_cannot_go_on_is_healed_by_a_rebuild(
    copies: Copies, log_client: Client, nats_server: NatsServer
) -> None:
    """Store and stream were lost and begun anew: what was known before leads nowhere."""
    await asyncio.to_thread(nats_server.stop)
    nats_server.lose_data()
    await asyncio.to_thread(nats_server.start)
    await eventually(lambda: "NotFound" in str(copies.stopped))
    await provision(log_client.jetstream())
    await publish(Publisher(log_client, "bloc"), 3)
    await eventually(lambda: copies.positions.blocked)

    await rebuilt(copies)
    await copies.switch()

    assert copies.positions.blocked == {}
    assert times(copies) == [1] * 3


async def test_another_process_learns_of_a_switch(
    copies: Copies, log_client: Client, open_copies: OpenCopies
) -> None:
    second = open_copies(Counting())
    async with in_background(second.run(log_client)):
        await rebuilt(copies)
        await copies.switch()

        await eventually(lambda: second.state().live.letter == "b")

        assert times(second) == [1] * 40


async def returning(work: Awaitable[object]) -> None:
    await work


@dataclass
class Reshaped(Counting):
    """The counting projection with its documents in another table."""

    kept_in: Documents[Seen] = SEEN

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        for fact in facts_in_order:
            batch.put(self.kept_in, fact.subject, Seen(fact.subject, 1, fact.position))


async def old_version_filled(
    client: Client, publisher: Publisher, open_copies: OpenCopies
) -> None:
    copies = open_copies(Counting(version=1))
    async with in_background(copies.run(client)):
        await publish(publisher, 40)
        await arrived(copies, 40)
