"""A copy that has a long way to go notes facts, and is worked out before it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from nats.aio.client import Client

from shared.contracts import Envelope
from shared.database import Database
from shared.readmodel import Batch, Copies, Documents
from shared.readmodel.refusals import CopyNotReady, ProjectionBeingRebuilt
from tests.harness.background import in_background
from tests.harness.facts import Publisher
from tests.harness.stores import SEEN, Counting, FoldFailed, Seen, eventually, unit_registered

A_LONG_WAY = 10
COUNT = 12
NOTES: Documents[Seen] = Documents("notes", Seen)

OpenCopies = Callable[[Counting], Copies]


@dataclass
class InSteps(Counting):
    """Counts in two steps, one fact a stretch; it works nothing out before `may_end`."""

    documents: Sequence[Documents[Any]] = (SEEN, NOTES)
    may_end: bool = True
    noted: list[int] = field(default_factory=list)
    projected: list[int] = field(default_factory=list)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        self.projected += [fact.position for fact in facts_in_order]
        super().project(facts_in_order, batch)

    def note(self, facts: Sequence[Envelope], batch: Batch) -> None:
        for fact in facts:
            self.noted.append(fact.position)
            note = Seen(fact.subject, 1, fact.position)
            batch.put(NOTES, f"{fact.position:06}", note)

    def work_out(self, batch: Batch, done: str) -> str | None:
        if not self.may_end:
            return done
        notes = NOTES.keys(batch.connection, limit=1)
        for key in notes:
            noted = batch.get(NOTES, key)
            assert noted is not None
            if noted.position == self.fails_at:
                raise FoldFailed(f"cannot work out {noted.position}")
            batch.put(SEEN, noted.subject, noted)
        batch.delete(NOTES, notes)
        return notes[0] if notes else None


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("following", "past"):
        monkeypatch.setattr(f"shared.readmodel.{module}.A_LONG_WAY", A_LONG_WAY)
    monkeypatch.setattr("shared.readmodel.following.LOOK_AGAIN_SECONDS", 0.05)
    monkeypatch.setattr("shared.readmodel.following.REACH_SECONDS", 0.2)
    monkeypatch.setattr("shared.messaging.feed.RETRY_SECONDS", 0.05)


@pytest.fixture
def open_copies(store_url: Callable[[], str]) -> Iterator[OpenCopies]:
    url = store_url()
    with ExitStack() as opened:

        def open_one(projection: Counting) -> Copies:
            copies = Copies(Database(url, "bloc_views"), projection)
            opened.callback(copies.close)
            copies.prepare()
            return copies

        yield open_one


@pytest.fixture
async def publisher(log_client: Client) -> Publisher:
    """Has published more facts than a copy is worked out on the way."""
    publisher = Publisher(log_client, "bloc")
    await publish(publisher, COUNT)
    return publisher


async def publish(publisher: Publisher, count: int) -> None:
    await publisher.publish(*(unit_registered(number) for number in range(count)))


async def filled(copies: Copies, count: int = COUNT) -> None:
    assert await copies.wait_for({"bloc": count}, seconds=20)
    await eventually(lambda: not copies._pair.live.is_put_off)


async def times(copies: Copies) -> list[int]:
    return [seen.times for seen in await copies.ask(SEEN.find)]


async def test_nobody_is_answered_before_the_first_filling_is_worked_out(
    log_client: Client, publisher: Publisher, open_copies: OpenCopies
) -> None:
    projection = InSteps(may_end=False)
    copies = open_copies(projection)
    async with in_background(copies.run(log_client)):
        assert await copies.wait_for({"bloc": COUNT}, seconds=20)
        with pytest.raises(ProjectionBeingRebuilt):
            await copies.ask(SEEN.find)
        # What comes while it is worked out is noted as well.
        await publish(publisher, 3)
        assert await copies.wait_for({"bloc": COUNT + 3}, seconds=20)
        projection.may_end = True
        await filled(copies, COUNT + 3)

        assert await times(copies) == [1] * (COUNT + 3)
        await publish(publisher, 1)
        assert await copies.wait_for({"bloc": COUNT + 4}, seconds=20)
        assert await times(copies) == [1] * (COUNT + 4)

    assert projection.noted == list(range(1, COUNT + 4))
    assert projection.projected == [COUNT + 4]


async def test_a_short_way_is_worked_out_as_the_facts_come(
    log_client: Client, open_copies: OpenCopies
) -> None:
    await publish(Publisher(log_client, "bloc"), A_LONG_WAY - 1)
    projection = InSteps()
    copies = open_copies(projection)
    async with in_background(copies.run(log_client)):
        assert await copies.wait_for({"bloc": A_LONG_WAY - 1}, seconds=20)

    assert projection.projected
    assert not projection.noted


@pytest.mark.usefixtures("publisher")
async def test_a_copy_filled_beside_another_is_ready_when_it_is_worked_out(
    log_client: Client, open_copies: OpenCopies
) -> None:
    projection = InSteps()
    copies = open_copies(projection)
    async with in_background(copies.run(log_client)):
        await filled(copies)
        projection.may_end = False
        await copies.rebuild()
        await eventually(lambda: copies._pair.other.positions.position("bloc") == COUNT)
        with pytest.raises(CopyNotReady):
            await copies.switch()
        assert await times(copies) == [1] * COUNT, "the one that answers goes on"

        projection.may_end = True
        await eventually(lambda: copies.state().other_is == "ready")
        assert (await copies.compare()).differences == 0
        await copies.switch()
        assert await times(copies) == [1] * COUNT


@pytest.mark.usefixtures("publisher")
async def test_a_copy_taken_as_it_stands_is_worked_out_first(
    log_client: Client, open_copies: OpenCopies
) -> None:
    projection = InSteps()
    copies = open_copies(projection)
    async with in_background(copies.run(log_client)):
        await filled(copies)
        projection.may_end = False
        await copies.rebuild()
        await eventually(lambda: copies._pair.other.positions.position("bloc") == COUNT)
        await copies.cancel()
        projection.may_end = True
        await copies.switch(force=True)

        assert await times(copies) == [1] * COUNT


@pytest.mark.usefixtures("publisher")
async def test_what_was_noted_is_worked_out_after_a_restart(
    log_client: Client, open_copies: OpenCopies
) -> None:
    before = open_copies(InSteps(may_end=False))
    async with in_background(before.run(log_client)):
        assert await before.wait_for({"bloc": COUNT}, seconds=20)

    after = open_copies(InSteps())
    with pytest.raises(ProjectionBeingRebuilt):
        await after.ask(SEEN.find)
    async with in_background(after.run(log_client)):
        await filled(after)
        assert await times(after) == [1] * COUNT


@pytest.mark.usefixtures("publisher")
async def test_what_cannot_be_worked_out_is_folded_as_it_comes_and_parked(
    log_client: Client, open_copies: OpenCopies
) -> None:
    copies = open_copies(InSteps(fails_at=5))
    async with in_background(copies.run(log_client)):
        await eventually(lambda: copies.parked_count == 1)
        assert await copies.wait_for({"bloc": COUNT}, seconds=20)

        assert await times(copies) == [1] * (COUNT - 1)
        (parked,) = await copies.parked()
        assert parked.position == 5


@pytest.mark.usefixtures("publisher")
async def test_an_earlier_place_is_worked_out_before_it_answers(
    log_client: Client, open_copies: OpenCopies
) -> None:
    projection = InSteps()
    copies = open_copies(projection)
    async with in_background(copies.run(log_client)):
        await filled(copies)
        projection.noted.clear()

        assert len(await copies.ask_at(A_LONG_WAY, SEEN.find)) == A_LONG_WAY
        assert projection.noted == list(range(1, A_LONG_WAY + 1))
        assert len(await copies.ask_at(A_LONG_WAY + 1, SEEN.find)) == A_LONG_WAY + 1
