"""What every event store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from services.bloc.application import Blocs
from services.bloc.cards import cards
from services.bloc.domain import Bloc, IdentityCard, Unit
from shared.eventstore import (
    AggregateAlreadyExists,
    AggregateNotFound,
    Answer,
    EventCodec,
    IdempotencyKeyReused,
    RecordedEvent,
    VersionConflict,
)
from tests.harness.stores import BY_TESTS, UnitStore

OpenStore = Callable[[str], UnitStore]

DAY = date(2024, 3, 12)


class Interrupted(Exception):
    """Something that goes wrong in the middle of a use case."""


def interrupt(*_: object) -> None:
    raise Interrupted


def form_bloc(store: UnitStore, bloc_id: UUID) -> None:
    store.blocs.form_bloc(bloc_id, "Khối 5", 2024, "VPCP", DAY, ())


def renamed(unit_id: UUID, name: str) -> dict[str, Any]:
    return {
        "originator_id": unit_id,
        "originator_version": 1,
        "timestamp": datetime(2024, 3, 12, tzinfo=UTC),
        "name": name,
        "short_name": name,
        "on": DAY,
        "reason": "",
    }


def cards_of(blocs: Blocs) -> int:
    with blocs.event_recorder.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(cards)).scalar_one()


class TestEventStore:
    async def test_positions_are_dense_in_commit_order(self, store: UnitStore) -> None:
        answers = await asyncio.gather(*(store.register() for _ in range(40)))

        assert sorted(answer.position for answer in answers) == list(range(1, 41))
        assert [event.position for event in store.events()] == list(range(1, 41))

    async def test_two_applications_never_share_a_position(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        other = open_store(store.url)
        seen_by_a_reader: list[list[int]] = []

        async def read_until(count: int) -> None:
            while not seen_by_a_reader or len(seen_by_a_reader[-1]) < count:
                found = await asyncio.to_thread(store.events)
                seen_by_a_reader.append([event.position for event in found])

        async with asyncio.timeout(30):
            answers, _ = await asyncio.gather(
                asyncio.gather(*(s.register() for s in (store, other) * 25)), read_until(50)
            )

        assert sorted(answer.position for answer in answers) == list(range(1, 51))
        for positions in seen_by_a_reader:
            assert positions == list(range(1, len(positions) + 1)), "a reader saw a hole"

    async def test_a_use_case_that_fails_stores_nothing(self, store: UnitStore) -> None:
        unit_id = uuid4()

        def fails_late() -> None:
            store.register_here(unit_id)
            interrupt()

        with pytest.raises(Interrupted):
            await store.run(fails_late, key="k")

        assert store.events() == []
        answer = await store.register(unit_id, key="k")
        assert answer.position == 1, "the failed attempt took neither the key nor a position"

    async def test_an_effect_is_in_the_transaction_of_its_events(
        self, store: UnitStore
    ) -> None:
        unit_id = uuid4()
        await store.register(unit_id)
        card = IdentityCard("Đỗ Thị Ánh", "Chuyên viên")

        def enroll(*, breaks: bool) -> None:
            store.blocs.enroll_person(uuid4(), unit_id, "female", card, DAY)
            if breaks:
                store.blocs.also(interrupt)

        with pytest.raises(Interrupted):
            await store.run(lambda: enroll(breaks=True))
        assert (cards_of(store.blocs), len(store.events())) == (0, 1)

        await store.run(lambda: enroll(breaks=False))
        assert (cards_of(store.blocs), len(store.events())) == (1, 2)

    async def test_a_broken_effect_is_not_called_a_conflict(self, store: UnitStore) -> None:
        row = {"person_id": uuid4(), "full_name": "a", "folded_name": "a", "job_title": "a"}

        def taken_twice() -> None:
            store.register_here()
            for _ in range(2):
                store.blocs.also(lambda connection, _: put(connection))

        def put(connection: sa.Connection) -> None:
            connection.execute(cards.insert(), row)

        with pytest.raises(sa.exc.IntegrityError):
            await store.run(taken_twice)

        assert store.events() == []

    async def test_all_events_of_a_command_are_stored_together(self, store: UnitStore) -> None:
        def two_of_which_one_exists() -> None:
            store.register_here()
            store.register_here(existing)

        existing = uuid4()
        await store.register(existing)

        with pytest.raises(AggregateAlreadyExists):
            await store.run(two_of_which_one_exists)

        assert len(store.events()) == 1

    async def test_a_stale_version_is_refused(self, store: UnitStore) -> None:
        bloc_id, unit_id = uuid4(), await self.unit(store)
        await store.run(lambda: form_bloc(store, bloc_id))
        admit = lambda: store.blocs.admit_unit(bloc_id, unit_id, DAY)  # noqa: E731 (said twice)

        with pytest.raises(VersionConflict) as refused:
            await store.run(admit, expected_version=2)
        accepted = await store.run(admit, expected_version=1)

        assert (refused.value.expected_version, refused.value.actual_version) == (2, 1)
        assert accepted.version == 2

    async def test_of_two_changes_of_one_version_one_is_refused(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        other, bloc_id = open_store(store.url), uuid4()
        await store.run(lambda: form_bloc(store, bloc_id))
        loaded = threading.Barrier(2, timeout=20)

        def admit(where: UnitStore) -> None:
            with where.blocs.unit_of_work():
                bloc = where.blocs.load(Bloc, bloc_id)
                loaded.wait()
                bloc.admit(uuid4(), DAY)
                where.blocs.save(bloc)

        outcomes = await asyncio.gather(
            *(s.commands.on_writer(partial(admit, s), commits=True) for s in (store, other)),
            return_exceptions=True,
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == [
            "NoneType",
            "VersionConflict",
        ]
        assert len(store.events()) == 2

    async def test_an_identifier_is_taken_once(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        other, unit_id = open_store(store.url), uuid4()

        outcomes = await asyncio.gather(
            *(s.register(unit_id) for s in (store, other) * 5), return_exceptions=True
        )

        refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert len(refused) == 9
        assert {type(error) for error in refused} <= {AggregateAlreadyExists, VersionConflict}
        assert len(store.events()) == 1

    async def test_what_does_not_exist_cannot_be_loaded(self, store: UnitStore) -> None:
        unit_id = await self.unit(store)

        for wanted in (uuid4(), unit_id):
            with pytest.raises(AggregateNotFound):
                store.blocs.load(Bloc, wanted)

    async def test_the_answer_tells_the_version_of_what_was_saved(
        self, store: UnitStore
    ) -> None:
        bloc_id, unit_id = uuid4(), await self.unit(store)
        await store.run(lambda: form_bloc(store, bloc_id))
        await store.run(lambda: store.blocs.admit_unit(bloc_id, unit_id, DAY))

        def reads_one_and_makes_another() -> None:
            store.blocs.load(Bloc, bloc_id)
            store.register_here()

        assert (await store.run(reads_one_and_makes_another)).version == 1

    async def test_attribution_is_stored_and_read_back(self, store: UnitStore) -> None:
        await store.register()

        (stored,) = store.events()

        assert EventCodec.attribution_of(stored) == BY_TESTS

    async def test_pages_hold_each_event_as_it_was_stored(self, store: UnitStore) -> None:
        recorder, ids = store.blocs.event_recorder, [UUID(int=number) for number in range(5)]
        # What tells the parts of a page apart may stand in a name, and a topic is any text.
        states = [
            store.blocs.mapper.to_stored_event(Unit.Renamed(**renamed(each, name))).state
            for each, name in zip(ids, ("a\x1eb", '"],["', "\\", "\n\r\0", "Vụ 🎖"), strict=True)
        ]
        recorder.insert_events(
            [
                StoredEvent(each, 1, f'unit."{each}\\', state)
                for each, state in zip(ids, states, strict=True)
            ]
        )

        found = [*recorder.select_after(0, 2), *recorder.select_after(2, 100)]

        assert found == [
            RecordedEvent(position, each, 1, f'unit."{each}\\', state)
            for position, (each, state) in enumerate(zip(ids, states, strict=True), start=1)
        ]
        assert recorder.select_after(3, 1)[0].position == 4
        assert not recorder.select_after(5, 100)

    async def test_the_store_keeps_its_identity(
        self, store: UnitStore, open_store: OpenStore, store_url: Callable[[], str]
    ) -> None:
        again = open_store(store.url)
        another = open_store(store_url())

        assert again.blocs.event_recorder.epoch == store.blocs.event_recorder.epoch
        assert another.blocs.event_recorder.epoch != store.blocs.event_recorder.epoch

    async def unit(self, store: UnitStore) -> UUID:
        unit_id = uuid4()
        await store.register(unit_id)
        return unit_id


class TestIdempotencyKeys:
    async def test_a_retry_is_answered_as_before(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        first = await store.register(key="k", fingerprint=b"a", status=201, body={"id": "1"})
        await store.register()

        again = await store.register(key="k", fingerprint=b"a")
        after_reopening = await open_store(store.url).register(key="k", fingerprint=b"a")

        assert first == Answer(status=201, body={"id": "1"}, position=1, version=1)
        assert first == again == after_reopening
        assert len(store.events()) == 2

    async def test_a_key_is_not_good_for_another_request(self, store: UnitStore) -> None:
        await store.register(key="k", fingerprint=b"a")

        with pytest.raises(IdempotencyKeyReused):
            await store.register(key="k", fingerprint=b"b")

        assert len(store.events()) == 1

    async def test_a_key_belongs_to_its_account(self, store: UnitStore) -> None:
        somebody_else = type(BY_TESTS)(actor="somebody else", correlation="c")

        await store.register(key="k", fingerprint=b"a")
        await store.register(key="k", fingerprint=b"b", attribution=somebody_else)

        assert len(store.events()) == 2

    async def test_twenty_retries_at_once_have_one_effect(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        replica, unit_id = open_store(store.url), uuid4()

        answers = await asyncio.gather(
            *(s.register(unit_id, key="k", fingerprint=b"a") for s in (store, replica) * 10)
        )

        assert len(store.events()) == 1
        assert set(answers) == {answers[0]}
