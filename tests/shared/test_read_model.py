"""What every read model promises: effect and position together, in order, once, from zero."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import msgspec
import pytest
import sqlalchemy as sa

from shared.continuity import NOWHERE, EpochChanged, GapFound, Positions, SourcePosition
from shared.http.paging import decode_cursor, encode_cursor
from shared.readmodel import Batch, ReadModel
from shared.readmodel.positions import FoldedByAnotherVersion
from tests.harness.facts import facts
from tests.harness.stores import DATABASE_AWAY, SEEN, Counting, OpenModel, Seen


def seen(model: ReadModel) -> dict[str, int]:
    found = model.query(SEEN.find)
    return {entry.subject: entry.times for entry in found}


async def test_effect_and_position_are_stored_together(
    model: ReadModel, open_model: OpenModel
) -> None:
    await model.receive(facts(1, 7), 9)

    reopened = open_model(Counting())

    assert seen(model) == seen(reopened) == {"a": 2, "b": 3, "c": 2}
    expected = Positions(9, {"bloc": SourcePosition("e", 7)})
    assert model.positions == reopened.positions == expected


async def test_a_database_that_breaks_half_way_leaves_neither(open_model: OpenModel) -> None:
    broken = open_model(Counting(fails_at=5, fails_with=DATABASE_AWAY))
    await broken.receive(facts(1, 3), 3)

    with pytest.raises(sa.exc.OperationalError):
        await broken.receive(facts(4, 7), 7)

    after = open_model(Counting())
    assert seen(after) == {"a": 1, "b": 1, "c": 1}
    expected = Positions(3, {"bloc": SourcePosition("e", 3)})
    assert broken.positions == after.positions == expected
    assert await after.parked() == []


async def test_repetitions_are_passed_over(model: ReadModel) -> None:
    await model.receive(facts(1, 4), 4)
    await model.receive(facts(2, 4), 4)
    await model.receive(facts(1, 6), 6)

    assert sum(seen(model).values()) == 6
    assert model.positions.position("bloc") == 6


async def test_a_gap_changes_nothing(model: ReadModel) -> None:
    await model.receive(facts(1, 3), 3)
    before = (seen(model), model.positions)

    with pytest.raises(GapFound):
        await model.receive(facts(5, 6), 6)
    with pytest.raises(GapFound):
        await model.receive([*facts(4, 4), *facts(6, 6)], 6)

    assert (seen(model), model.positions) == before


async def test_another_store_changes_nothing(model: ReadModel) -> None:
    await model.receive(facts(1, 3), 3)
    before = (seen(model), model.positions)

    with pytest.raises(EpochChanged):
        await model.receive(
            [msgspec.structs.replace(fact, epoch="another") for fact in facts(4, 4)], 4
        )

    assert (seen(model), model.positions) == before


async def test_sources_are_followed_each_for_itself(open_model: OpenModel) -> None:
    model = open_model(Counting(sources=("bloc", "covenant")))

    await model.receive([*facts(1, 2), *facts(1, 1, source="covenant"), *facts(3, 3)], 4)

    assert {source: at.position for source, at in model.positions.sources.items()} == {
        "bloc": 3,
        "covenant": 1,
    }


async def test_two_readers_of_one_model_take_each_fact_once(open_model: OpenModel) -> None:
    readers = [open_model(Counting()) for _ in range(2)]

    for last in range(3, 31, 3):
        await asyncio.gather(*(reader.receive(facts(1, last), last) for reader in readers))

    assert sum(seen(readers[0]).values()) == 30
    assert readers[0].positions == readers[1].positions


async def test_another_version_starts_from_zero(open_model: OpenModel) -> None:
    first = open_model(Counting(version=1))
    untouched = open_model(Counting(name="bloc-other", documents=()))
    await first.receive(facts(1, 7), 7)
    await untouched.receive(facts(1, 7), 7)

    second = open_model(Counting(version=2))

    assert (seen(second), second.positions) == ({}, NOWHERE)
    assert open_model(untouched.projection).positions.sequence == 7  # type: ignore[arg-type]  # a Counting
    await second.receive(facts(1, 7), 7)
    assert sum(seen(second).values()) == 7
    assert open_model(Counting(version=2)).positions == second.positions


async def test_what_another_version_folded_is_never_folded_on(open_model: OpenModel) -> None:
    first = open_model(Counting(version=1))
    await first.receive(facts(1, 3), 3)
    second = open_model(Counting(version=2))
    await second.receive(facts(1, 3), 3)

    with pytest.raises(FoldedByAnotherVersion):
        await first.receive(facts(4, 7), 7)

    assert sum(seen(second).values()) == 3


class TestWaiting:
    async def test_ends_when_the_position_is_reached(self, model: ReadModel) -> None:
        waiting = asyncio.create_task(model.wait_for({"bloc": 3}, seconds=20))
        await model.receive(facts(1, 2), 2)
        assert not waiting.done()

        await model.receive(facts(3, 3), 3)

        assert await waiting is True

    async def test_does_not_begin_for_what_is_there(self, model: ReadModel) -> None:
        await model.receive(facts(1, 2), 2)

        assert await model.wait_for({"bloc": 2}, seconds=0.01) is True

    async def test_ends_without_success_when_time_runs_out(self, model: ReadModel) -> None:
        await model.receive(facts(1, 2), 2)

        assert await model.wait_for({"bloc": 3}, seconds=0.01) is False

    async def test_is_for_sources_the_model_hears(self, model: ReadModel) -> None:
        assert await model.wait_for({"covenant": 99}, seconds=0.01) is True


class TestDocuments:
    @pytest.fixture(autouse=True)
    async def filled(self, model: ReadModel) -> None:
        with model.database.write() as connection:
            batch = Batch(model.database, connection)
            for key, times in {"e": 1, "b": 2, "d": 1, "a": 2, "c": 1}.items():
                batch.put(SEEN, key, Seen(key, times, 0))
            batch.flush()

    def test_are_found_in_order_then_by_key(self, model: ReadModel) -> None:
        by_key = model.query(SEEN.find)
        by_times = model.query(lambda c: SEEN.find(c, order_by=[SEEN.table.c.times]))

        assert [found.subject for found in by_key] == list("abcde")
        assert [found.subject for found in by_times] == list("cdeab")

    def test_go_on_after_any_place(self, model: ReadModel) -> None:
        order = [SEEN.table.c.times]
        pages: list[str] = []
        cursor = None
        while True:
            after = decode_cursor(cursor)
            page = model.query(partial(SEEN.find, order_by=order, after=after, limit=2))
            if not page:
                break
            pages.append("".join(found.subject for found in page))
            cursor = encode_cursor([page[-1].times, page[-1].subject])

        assert pages == ["cd", "ea", "b"]

    def test_are_narrowed_by_their_columns(self, model: ReadModel) -> None:
        twice = model.query(lambda c: SEEN.find(c, SEEN.table.c.times == 2))

        assert [found.subject for found in twice] == ["a", "b"]

    def test_a_batch_reads_what_it_wrote(self, model: ReadModel) -> None:
        with model.database.write() as connection:
            batch = Batch(model.database, connection)
            held = batch.get(SEEN, "a")
            assert held is not None
            batch.put(SEEN, "a", replace(held, times=7))
            batch.put(SEEN, "new", Seen("new", 1, 1))

            assert batch.get(SEEN, "a") == Seen("a", 7, 0)
            assert batch.get(SEEN, "new") == Seen("new", 1, 1)
            assert batch.get(SEEN, "nobody") is None
            batch.flush()

        column = model.query(
            lambda c: c.execute(sa.select(SEEN.table.c.times).filter_by(key="a")).scalar()
        )
        assert column == 7, "the columns to search by follow the document"

    def test_what_is_fetched_at_once_is_what_is_read_one_by_one(self, model: ReadModel) -> None:
        with model.database.write() as connection:
            batch = Batch(model.database, connection)
            batch.put(SEEN, "a", Seen("a", 7, 0))
            batch.fetch(SEEN, {*"abc", "nobody", *map(str, range(2000))})

            assert batch.get(SEEN, "a") == Seen("a", 7, 0), "what the batch wrote stays"
            assert batch.get(SEEN, "b") == Seen("b", 2, 0)
            assert batch.get(SEEN, "nobody") is None
            batch.flush()

        found = model.query(lambda c: SEEN.get_all(c, ["c", "nobody", "a"]))
        assert found == {"a": Seen("a", 7, 0), "c": Seen("c", 1, 0)}

    def test_a_batch_deletes_what_was_there_and_what_it_wrote(self, model: ReadModel) -> None:
        with model.database.write() as connection:
            batch = Batch(model.database, connection)
            batch.put(SEEN, "new", Seen("new", 1, 1))
            batch.delete(SEEN, ["a", "new", "nobody"])
            assert batch.get(SEEN, "a") is None
            assert batch.get(SEEN, "new") is None
            batch.put(SEEN, "a", Seen("a", 1, 1))
            batch.flush()

        assert seen(model) == {"a": 1, "b": 2, "c": 1, "d": 1, "e": 1}


def test_a_read_sees_one_state_of_the_store(model: ReadModel) -> None:
    with model.database.read() as reading:
        before = SEEN.find(reading)
        with model.database.write() as connection:
            batch = Batch(model.database, connection)
            batch.put(SEEN, "a", Seen("a", 1, 1))
            batch.flush()

        assert SEEN.find(reading) == before == []
    assert seen(model) == {"a": 1}
