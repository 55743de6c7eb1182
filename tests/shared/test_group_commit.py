"""Commands that wait together share a transaction, and each is answered for itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.bloc.cards import cards
from services.bloc.domain import Bloc
from shared.eventstore import (
    AggregateAlreadyExists,
    Answer,
    IdempotencyKeyReused,
    TooManyCommands,
    VersionConflict,
)
from tests.harness.stores import UnitStore, eventually
from tests.shared.test_event_store import DAY, Interrupted, form_bloc, interrupt

Asking = list[asyncio.Task[Answer]]
OpenStore = Callable[[str], UnitStore]


class CommitLost(sa.exc.OperationalError):
    def __init__(self) -> None:
        super().__init__("COMMIT", None, Exception("the connection was lost"))


@asynccontextmanager
async def writer_held(store: UnitStore) -> AsyncIterator[None]:
    """Nothing is decided before the block ends; what was asked meanwhile is one group."""
    let_go = threading.Event()
    holding = asyncio.create_task(
        store.commands.on_writer(lambda: let_go.wait(20), commits=False)
    )
    await asyncio.sleep(0)
    try:
        yield
        await asyncio.sleep(0)
    finally:
        let_go.set()
        await holding


def ask(store: UnitStore, *use_cases: Callable[[], object], **options: Any) -> Asking:  # noqa: ANN401 (options of Command)
    return [asyncio.create_task(store.run(each, **options)) for each in use_cases]


async def outcomes_of(asking: Asking) -> list[Answer | BaseException]:
    return await asyncio.gather(*asking, return_exceptions=True)


def breaks_in_the_database(store: UnitStore) -> None:
    """The statement fails in the transaction itself, which PostgreSQL then gives up."""
    store.register_here()
    with store.blocs.event_recorder.database.read() as connection:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))


def breaks_an_effect(store: UnitStore) -> None:
    row = {"person_id": uuid4(), "full_name": "a", "folded_name": "a", "job_title": "a"}
    store.register_here()

    def put_twice(connection: sa.Connection, _: object) -> None:
        for _time in range(2):
            connection.execute(cards.insert(), row)

    store.blocs.also(put_twice)


def fails_late(store: UnitStore) -> None:
    store.register_here()
    store.blocs.also(interrupt)


def commits_of(store: UnitStore) -> list[sa.Connection]:
    found: list[sa.Connection] = []
    sa.event.listen(store.blocs.event_recorder.database.engine, "commit", found.append)
    return found


class TestGroupCommit:
    async def test_who_waits_together_is_committed_once(self, store: UnitStore) -> None:
        commits = commits_of(store)

        async with writer_held(store):
            asking = ask(store, *[store.register_here] * 20)
        answers = await asyncio.gather(*asking)

        assert [answer.position for answer in answers] == list(range(1, 21))
        assert len(commits) == 1

    @pytest.mark.parametrize(
        "breaks", [fails_late, breaks_an_effect, breaks_in_the_database, interrupt]
    )
    async def test_who_fails_fails_alone(
        self, store: UnitStore, breaks: Callable[[UnitStore], None]
    ) -> None:
        async with writer_held(store):
            asking = ask(store, store.register_here, lambda: breaks(store), store.register_here)
        first, second, third = await outcomes_of(asking)

        assert isinstance(first, Answer)
        assert isinstance(second, Interrupted | sa.exc.SQLAlchemyError)
        assert isinstance(third, Answer)
        assert (first.position, third.position, len(store.events())) == (1, 2, 2)

    async def test_each_is_decided_on_what_those_before_it_left(self, store: UnitStore) -> None:
        bloc_id = uuid4()

        def admit() -> None:
            bloc = store.blocs.load(Bloc, bloc_id)
            bloc.admit(uuid4(), DAY)
            store.blocs.save(bloc)

        async with writer_held(store):
            asking = ask(store, lambda: form_bloc(store, bloc_id), *[admit] * 10)
            stale = ask(store, admit, expected_version=1)
        answers = await asyncio.gather(*asking)

        assert [answer.version for answer in answers] == list(range(1, 12))
        assert isinstance((await outcomes_of(stale))[0], VersionConflict)

    async def test_a_key_takes_effect_once_in_a_group(self, store: UnitStore) -> None:
        async with writer_held(store):
            asking = ask(store, *[store.register_here] * 5, key="k")
        answers = await asyncio.gather(*asking)

        assert len(set(map(str, answers))) == 1
        assert len(store.events()) == 1

    async def test_more_than_a_socket_takes_at_once_is_committed(
        self, store: UnitStore
    ) -> None:
        def many() -> None:
            for _ in range(3000):
                store.register_here()

        async with asyncio.timeout(60):
            for key in ("a", "b", "c", "d"):
                await store.run(many, key=key)

        assert len(store.events()) == 12_000

    async def test_a_key_of_the_group_is_of_one_request(self, store: UnitStore) -> None:
        async with writer_held(store):
            (first,) = ask(store, store.register_here, key="k", fingerprint=b"one")
            (second,) = ask(store, store.register_here, key="k", fingerprint=b"two")
        outcomes = await outcomes_of([first, second])

        assert [type(outcome) for outcome in outcomes] == [Answer, IdempotencyKeyReused]
        assert len(store.events()) == 1

    async def test_an_id_that_the_group_has_taken_is_refused(self, store: UnitStore) -> None:
        unit_id = uuid4()

        async with writer_held(store):
            asking = ask(store, *[lambda: store.register_here(unit_id)] * 2)
            asking += ask(store, store.register_here)
        outcomes = await outcomes_of(asking)

        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [Answer, AggregateAlreadyExists, Answer]
        assert len(store.events()) == 2

    async def test_who_decided_on_what_was_stale_is_refused_alone(
        self, store: UnitStore
    ) -> None:
        bloc_id = uuid4()
        await store.run(lambda: form_bloc(store, bloc_id))
        stale = store.blocs.load(Bloc, bloc_id)
        stale.admit(uuid4(), DAY)

        def admit() -> None:
            bloc = store.blocs.load(Bloc, bloc_id)
            bloc.admit(uuid4(), DAY)
            store.blocs.save(bloc)

        async with writer_held(store):
            asking = ask(store, admit, lambda: store.blocs.save(stale), store.register_here)
        outcomes = await outcomes_of(asking)

        assert [type(outcome) for outcome in outcomes] == [Answer, VersionConflict, Answer]
        assert [event.position for event in store.events()] == [1, 2, 3]

    async def test_an_effect_that_reads_events_takes_nobody_elses_back(
        self, store: UnitStore
    ) -> None:
        def look(_: sa.Connection, __: object) -> None:
            store.events()

        def reads() -> None:
            store.register_here()
            store.blocs.also(look)

        async with writer_held(store):
            asking = ask(store, store.register_here, reads, store.register_here)
        outcomes = await outcomes_of(asking)

        assert [type(outcome) for outcome in outcomes] == [Answer, RuntimeError, Answer]
        assert [event.position for event in store.events()] == [1, 2]

    async def test_who_goes_away_is_stored_whole_or_not_at_all(self, store: UnitStore) -> None:
        deciding, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            store.register_here()
            deciding.set()
            go_on.wait(20)
            store.register_here()

        (going,) = ask(store, slow)
        await eventually(deciding.is_set)
        waiting = ask(store, store.register_here, store.register_here)
        await asyncio.sleep(0)
        going.cancel()
        waiting[0].cancel()
        go_on.set()
        answer = await waiting[1]

        assert answer.position == 3, "the one under way is there whole, the waiting one is not"
        assert len(store.events()) == 3

    @pytest.mark.parametrize("arrived", [True, False])
    async def test_a_commit_without_an_answer_is_looked_up(
        self, store: UnitStore, *, arrived: bool
    ) -> None:
        lost: list[bool] = []
        engine = store.blocs.event_recorder.database.engine

        @sa.event.listens_for(engine, "commit")
        def lose(connection: sa.Connection) -> None:
            if not lost:
                lost.append(True)
                if arrived:
                    connection.connection.commit()
                    if store.blocs.event_recorder.database.is_sqlite:
                        connection.connection.cursor().execute("BEGIN")
                raise CommitLost

        async with writer_held(store):
            asking = ask(store, *[store.register_here] * 3)
        outcomes = await outcomes_of(asking)

        expected = Answer if arrived else CommitLost
        assert [type(outcome) for outcome in outcomes] == [expected] * 3
        assert len(store.events()) == (3 if arrived else 0)
        assert (await store.register()).position == len(store.events())

    async def test_after_a_commit_readers_are_woken_though_nobody_waits(
        self, store: UnitStore
    ) -> None:
        woken: list[int] = []
        store.commands.after_commit.append(lambda: woken.append(len(store.events())))
        deciding, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            store.register_here()
            deciding.set()
            go_on.wait(20)

        (going,) = ask(store, slow)
        await eventually(deciding.is_set)
        going.cancel()
        go_on.set()

        await eventually(lambda: woken)
        assert woken == [1]

    async def test_beyond_what_can_wait_commands_are_turned_away(
        self, store: UnitStore
    ) -> None:
        store.commands.most_waiting = 3

        async with writer_held(store):
            asking = ask(store, *[store.register_here] * 5)
        outcomes = await outcomes_of(asking)

        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [Answer] * 3 + [TooManyCommands] * 2
        assert len(store.events()) == 3

    @pytest.mark.parametrize("seed", range(5))
    async def test_whatever_is_mixed_what_was_answered_is_what_is_stored(
        self, store: UnitStore, open_store: OpenStore, seed: int
    ) -> None:
        chance, stores = Random(seed), (store, open_store(store.url))
        blocs = [uuid4() for _ in range(3)]
        for bloc_id in blocs:
            await store.run(partial(form_bloc, store, bloc_id))
        admitted: dict[UUID, Asking] = {}

        def admit(where: UnitStore, bloc_id: UUID, unit_id: UUID) -> None:
            bloc = where.blocs.load(Bloc, bloc_id)
            bloc.admit(unit_id, DAY)
            where.blocs.save(bloc)

        for _ in range(60):
            where, bloc_id, unit_id = chance.choice(stores), chance.choice(blocs), uuid4()
            breaks = chance.choice([fails_late, breaks_an_effect, None, None, None, None])
            if breaks is not None:
                admitted[uuid4()] = ask(where, partial(breaks, where))
                continue
            expected = chance.choice([None, None, 1, 2])
            asking = ask(
                where, partial(admit, where, bloc_id, unit_id), expected_version=expected
            )
            admitted[unit_id] = asking
            if chance.random() < 0.1:
                await asyncio.sleep(0.001)
                admitted[unit_id][0].cancel()
            if chance.random() < 0.2:
                await asyncio.sleep(0.002)
        outcomes = {unit: (await outcomes_of(asked))[0] for unit, asked in admitted.items()}
        # What was cancelled under way may still be committing; a command more comes after it.
        last = [(await each.register()).position for each in stores]

        stored = store.events()
        assert [event.position for event in stored] == list(range(1, max(last) + 1))
        members = [store.blocs.load(Bloc, bloc_id).unit_ids for bloc_id in blocs]
        found = {unit_id for each in members for unit_id in each}
        done = {unit for unit, outcome in outcomes.items() if isinstance(outcome, Answer)}
        gone = {
            unit
            for unit, outcome in outcomes.items()
            if isinstance(outcome, asyncio.CancelledError)
        }
        assert done <= found <= done | gone
        assert len(stored) == 3 + len(found) + 2
