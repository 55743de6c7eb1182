"""What the writer keeps from one transaction to the next is never more than what stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.bloc.domain import Bloc, Unit, UnitAlreadyMember
from shared.eventstore import AggregateAlreadyExists, Answer, VersionConflict
from shared.eventstore.recent import MOST_KEPT, Recent
from shared.eventstore.writer import GivenUp, Rest, Writer
from tests.harness.stores import UnitStore
from tests.shared.test_event_store import DAY, Interrupted, form_bloc, interrupt
from tests.shared.test_group_commit import ask, outcomes_of, writer_held

OpenStore = Callable[[str], UnitStore]


class AnswerLost(sa.exc.OperationalError):
    def __init__(self) -> None:
        super().__init__("INSERT", None, Exception("the connection was lost"))


@pytest.fixture
def other(store: UnitStore, open_store: OpenStore) -> UnitStore:
    """Another process on the same store."""
    return open_store(store.url)


@pytest.fixture
async def bloc_id(store: UnitStore) -> UUID:
    """A bloc which the writer keeps; it decides the next command ahead of a transaction."""
    bloc_id = uuid4()
    await store.run(partial(form_bloc, store, bloc_id))
    await store.register()
    return bloc_id


def admit(store: UnitStore, bloc_id: UUID, unit_id: UUID) -> None:
    bloc = store.blocs.load(Bloc, bloc_id)
    bloc.admit(unit_id, DAY)
    store.blocs.save(bloc)


def selects_of(store: UnitStore) -> list[str]:
    """What is read from the event table from now on, as the database is told."""
    found: list[str] = []

    @sa.event.listens_for(store.blocs.event_recorder.database.engine, "before_cursor_execute")
    def note(*told: object) -> None:
        found.append(str(told[2]))

    return found


class TestWhatIsKept:
    async def test_what_a_command_left_is_not_read_again(
        self, store: UnitStore, bloc_id: UUID
    ) -> None:
        selects = selects_of(store)

        answers = [
            await store.run(partial(admit, store, bloc_id, uuid4()), expected_version=version)
            for version in (1, 2, 3)
        ]

        assert [answer.version for answer in answers] == [2, 3, 4]
        assert selects == []

    async def test_what_others_changed_is_read_again(
        self, store: UnitStore, other: UnitStore, bloc_id: UUID
    ) -> None:
        theirs, ours = uuid4(), uuid4()
        await other.run(partial(admit, other, bloc_id, theirs))

        answer = await store.run(partial(admit, store, bloc_id, ours))

        assert (answer.version, answer.position) == (3, 4)
        assert store.blocs.load(Bloc, bloc_id).unit_ids == {theirs, ours}

    async def test_what_refuses_a_command_stands(
        self, store: UnitStore, other: UnitStore, bloc_id: UUID
    ) -> None:
        unit_id = uuid4()
        await store.run(partial(admit, store, bloc_id, unit_id))
        await other.run(partial(expel, other, bloc_id, unit_id))

        # What the writer keeps would refuse this: the unit is still a member there.
        assert (await store.run(partial(admit, store, bloc_id, unit_id))).version == 4

        await other.run(partial(expel, other, bloc_id, unit_id))
        await other.run(partial(admit, other, bloc_id, unit_id))
        with pytest.raises(UnitAlreadyMember):
            await store.run(partial(admit, store, bloc_id, unit_id))

    @pytest.mark.parametrize("breaks", [interrupt, None])
    async def test_what_was_decided_and_not_stored_is_forgotten(
        self, store: UnitStore, bloc_id: UUID, breaks: Callable[[], object] | None
    ) -> None:
        """Refused after it decided, or ended without saving: the next one sees none of it."""

        def decide() -> None:
            store.blocs.load(Bloc, bloc_id).admit(uuid4(), DAY)
            if breaks is not None:
                breaks()

        (outcome,) = await outcomes_of(ask(store, decide))
        assert isinstance(outcome, Answer if breaks is None else Interrupted)

        admitted = uuid4()
        assert (await store.run(partial(admit, store, bloc_id, admitted))).version == 2
        assert store.blocs.load(Bloc, bloc_id).unit_ids == {admitted}

    async def test_what_came_to_nothing_with_its_group_is_forgotten(
        self, store: UnitStore, other: UnitStore, bloc_id: UUID
    ) -> None:
        taken = uuid4()
        await other.register(taken)
        admitted = [uuid4() for _ in range(3)]

        async with writer_held(store):
            asking = ask(store, *(partial(admit, store, bloc_id, unit) for unit in admitted))
            asking += ask(store, partial(store.register_here, taken))
        outcomes = await outcomes_of(asking)

        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [Answer] * 3 + [AggregateAlreadyExists]
        assert [outcome.version for outcome in outcomes if isinstance(outcome, Answer)] == [
            2,
            3,
            4,
        ]
        assert store.blocs.load(Bloc, bloc_id).unit_ids == set(admitted)

    async def test_reading_gets_an_aggregate_of_its_own(
        self, store: UnitStore, bloc_id: UUID
    ) -> None:
        store.blocs.load(Bloc, bloc_id).admit(uuid4(), DAY)

        assert (await store.run(partial(admit, store, bloc_id, uuid4()))).version == 2

    async def test_a_command_that_loads_twice_loses_nothing(
        self, store: UnitStore, bloc_id: UUID
    ) -> None:
        def twice() -> None:
            first = store.blocs.load(Bloc, bloc_id)
            second = store.blocs.load(Bloc, bloc_id)
            first.admit(uuid4(), DAY)
            store.blocs.save(first)
            second.admit(uuid4(), DAY)
            store.blocs.save(second)

        with pytest.raises(VersionConflict):
            await store.run(twice)
        assert (await store.run(partial(admit, store, bloc_id, uuid4()))).version == 2

    def test_no_more_is_kept_than_there_is_room_for(self) -> None:
        recent = Recent()
        units = [unit() for _ in range(MOST_KEPT + 1)]
        for each in units:
            recent.put(each)

        assert not recent.holds(units[0].id)
        assert all(recent.holds(each.id) for each in units[1:])


class TestTransactions:
    async def test_an_id_that_is_taken_costs_the_others_no_transaction_of_their_own(
        self, store: UnitStore, other: UnitStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = uuid4()
        await other.register(taken)
        commits = counted(store.blocs.event_recorder.writer, monkeypatch)

        async with writer_held(store):
            asking = ask(store, *[store.register_here] * 10)
            asking += ask(store, partial(store.register_here, taken))
            asking += ask(store, *[store.register_here] * 10)
        outcomes = await outcomes_of(asking)

        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [Answer] * 10 + [AggregateAlreadyExists] + [Answer] * 10
        assert len(commits) == 2, "one that was refused and one for all that were not"

    @pytest.mark.parametrize("arrived", [True, False])
    async def test_what_was_sent_at_once_and_not_answered_is_looked_up(
        self,
        store: UnitStore,
        monkeypatch: pytest.MonkeyPatch,
        *,
        arrived: bool,
    ) -> None:
        writer = store.blocs.event_recorder.writer
        append, ahead, lost = writer.append, writer.ahead, list[bool]()

        def lose(send: Callable[[], None]) -> None:
            if lost:
                send()
                return
            lost.append(True)
            if arrived:
                send()
            raise AnswerLost

        def lose_the_rest(*told: Any) -> Rest | None:  # noqa: ANN401 (handed on)
            rest = ahead(*told)
            return rest and Rest(partial(lose, rest.end))

        # The first looks where the store is, the second that nobody else appends.
        for _ in range(3):
            await store.register()
        monkeypatch.setattr(writer, "append", lambda *told: lose(partial(append, *told)))
        monkeypatch.setattr(writer, "ahead", lose_the_rest)
        answers = await asyncio.gather(*ask(store, *[store.register_here] * 3))

        assert lost
        assert len({answer.position for answer in answers}) == 3
        assert [event.position for event in store.events()] == list(range(1, 7))

    async def test_a_connection_that_was_cut_meanwhile_fails_nobody(
        self, store: UnitStore
    ) -> None:
        def cut() -> None:
            # Nothing lies between a process and its file that could be cut.
            if not store.blocs.event_recorder.database.is_sqlite:
                store.blocs.event_recorder.writer.driver.close()

        for _ in range(2):
            await store.register()
        cut()
        await store.register()
        await store.commands.on_writer(cut, commits=False)
        await store.register()

        assert [event.position for event in store.events()] == [1, 2, 3, 4]

    async def test_a_transaction_that_the_database_gave_up_is_not_committed(
        self, store: UnitStore
    ) -> None:
        def gives_up() -> None:
            store.register_here()
            store.blocs.also(lambda connection, _: connection.connection.rollback())

        async with writer_held(store):
            asking = ask(store, store.register_here, gives_up, store.register_here)
        first, second, third = await outcomes_of(asking)

        assert isinstance(first, Answer)
        assert isinstance(second, sa.exc.SQLAlchemyError | GivenUp)
        assert isinstance(third, Answer)
        assert [event.position for event in store.events()] == [1, 2]

    async def test_what_the_writer_appends_beside_commands_is_known_to_the_next(
        self, store: UnitStore, bloc_id: UUID
    ) -> None:
        await store.commands.on_writer(partial(admit, store, bloc_id, uuid4()), commits=True)

        assert (await store.run(partial(admit, store, bloc_id, uuid4()))).version == 3


def expel(store: UnitStore, bloc_id: UUID, unit_id: UUID) -> None:
    bloc = store.blocs.load(Bloc, bloc_id)
    bloc.release(unit_id, DAY, "moved")
    store.blocs.save(bloc)


def unit() -> Unit:
    return Unit.register(uuid4(), "Vụ Pháp luật", "Vụ PL", "vu", False, DAY)


def counted(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The transactions that are asked for from now on."""
    found: list[str] = []
    for name in ("append", "commit"):
        asked = getattr(writer, name)

        def noted(*told: object, asked: Callable[..., None] = asked, name: str = name) -> None:
            found.append(name)
            asked(*told)

        monkeypatch.setattr(writer, name, noted)
    ahead = writer.ahead

    def noted_ahead(*told: Any) -> Rest | None:  # noqa: ANN401 (handed on)
        rest = ahead(*told)
        if rest is not None:
            found.append("append")
        return rest

    monkeypatch.setattr(writer, "ahead", noted_ahead)
    return found
