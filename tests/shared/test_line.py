"""Commands that ask nothing of the store are decided on the event loop, others beside it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from time import thread_time
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from services.bloc.domain import Unit
from shared.eventstore import AggregateAlreadyExists, Answer, VersionConflict, sqlite_writer
from shared.eventstore.groups import SHORT_SECONDS
from shared.eventstore.line import Work
from shared.eventstore.writer import Awaited
from tests.conftest import new_postgres_database
from tests.harness.stores import UnitStore, eventually
from tests.shared.test_event_store import DAY
from tests.shared.test_group_commit import ask, outcomes_of, writer_held

OpenStore = Callable[[str], UnitStore]


@pytest.fixture
async def store(store: UnitStore) -> UnitStore:
    """A store whose writer knows where it stands, and that a registration asks nothing."""
    for _ in range(3):
        await store.register()
    return store


@pytest.fixture
async def file_store(open_store: OpenStore, tmp_path: Path) -> UnitStore:
    """As `store`, in a file."""
    store = open_store(f"sqlite:///{tmp_path / 'events.sqlite'}")
    for _ in range(3):
        await store.register()
    return store


@pytest.fixture
def store_of_nobody(open_store: OpenStore, store_url: Callable[[], str]) -> UnitStore:
    """A store that no event loop has used."""
    return open_store(store_url())


class Noted:
    """A use case that notes on which thread it was decided, each time."""

    def __init__(self, use_case: Callable[[], object]) -> None:
        self.use_case = use_case
        self.on_loop: list[bool] = []

    def __call__(self) -> object:
        self.on_loop.append(threading.current_thread() is threading.main_thread())
        return self.use_case()


class Written:
    """Which of the statements of a file's writer are run on the event loop, in order."""

    def __init__(self, store: UnitStore) -> None:
        self._seen: list[tuple[str, bool]] = []
        store.blocs.event_recorder.writer.driver.set_trace_callback(self._see)

    def _see(self, statement: str) -> None:
        self._seen.append((statement, threading.current_thread() is threading.main_thread()))

    def on_loop(self, beginning: str) -> list[bool]:
        """Of each statement that begins so."""
        return [here for statement, here in self._seen if statement.startswith(beginning)]


def rename(store: UnitStore, unit_id: UUID) -> None:
    store.blocs.rename_unit(unit_id, "Vụ Pháp chế", "VPC", DAY, "x")


class TestWhereCommandsAreDecided:
    async def test_what_asks_nothing_is_decided_on_the_loop(self, store: UnitStore) -> None:
        noted = Noted(store.register_here)

        answers = await asyncio.gather(*ask(store, *[noted] * 5))

        assert noted.on_loop == [True] * 5
        assert [answer.position for answer in answers] == [4, 5, 6, 7, 8]

    async def test_what_reads_the_store_is_decided_beside_it(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        first, second = uuid4(), uuid4()
        for unit_id in (first, second):
            await store.register(unit_id)
        store.blocs.recent.forget_all()
        noted = [Noted(partial(rename, store, unit_id)) for unit_id in (first, second)]

        # The first of its name is tried on the loop, for others of that name asked nothing.
        answers = [await store.run(each) for each in noted]

        assert [each.on_loop for each in noted] == [[True, False], [False]]
        assert [answer.version for answer in answers] == [2, 2]
        unit = open_store(store.url).blocs.load(Unit, first)
        assert (unit.version, unit.short_name) == (2, "VPC")

    async def test_a_name_of_its_own_is_learnt_beside_it_first(self, store: UnitStore) -> None:
        noted = Noted(store.register_here)

        for _ in range(3):
            await store.run(noted, name="of_its_own")

        assert noted.on_loop == [False, True, True]

    async def test_what_takes_long_is_decided_beside_it(self, store: UnitStore) -> None:
        def long() -> None:
            store.register_here()
            began = thread_time()
            while thread_time() - began < 2 * SHORT_SECONDS:
                pass

        noted = Noted(long)

        for _ in range(3):
            await store.run(noted)

        assert noted.on_loop == [True, False, False]

    async def test_no_use_case_takes_the_need_of_the_store_for_an_answer(
        self, store: UnitStore
    ) -> None:
        refused: list[Exception] = []

        def cautious() -> None:
            try:
                store.blocs.load(Unit, uuid4())
            except Exception as error:  # noqa: BLE001 (what a use case must not do, and may)
                refused.append(error)
            store.register_here()

        await store.run(cautious)

        assert [type(error).__name__ for error in refused] == ["AggregateNotFound"]
        assert len(store.events()) == 4

    async def test_what_is_no_answer_of_a_command_is_told_and_the_line_goes_on(
        self, store: UnitStore
    ) -> None:
        class Ended(BaseException):
            pass

        def ends() -> None:
            store.register_here()
            raise Ended

        (outcome,) = await outcomes_of(ask(store, ends))
        answer = await store.register()

        assert isinstance(outcome, Ended)
        assert answer.position == 4

    async def test_what_others_appended_meanwhile_is_decided_anew(
        self, store: UnitStore, open_store: OpenStore
    ) -> None:
        other, unit_id = open_store(store.url), uuid4()
        await store.register(unit_id)
        await store.run(partial(rename, store, unit_id))
        await other.run(partial(rename, other, unit_id))
        noted = Noted(partial(rename, store, unit_id))

        (outcome,) = await outcomes_of(ask(store, noted, expected_version=2))
        answer = await store.run(noted)

        assert isinstance(outcome, VersionConflict)
        assert answer.version == 4
        assert noted.on_loop[:2] == [True, False]


class TestWhereAFileIsWritten:
    async def test_what_is_decided_on_the_loop_is_only_committed_beside_it(
        self, file_store: UnitStore
    ) -> None:
        written = Written(file_store)

        await asyncio.gather(*ask(file_store, *[file_store.register_here] * 5))

        assert written.on_loop("INSERT") == [True]
        assert written.on_loop("COMMIT") == [False]

    async def test_who_writes_elsewhere_is_not_waited_for_on_the_loop(
        self, file_store: UnitStore
    ) -> None:
        written = Written(file_store)
        other = sqlite3.connect(
            str(file_store.blocs.event_recorder.database.engine.url.database)
        )

        with closing(other):
            other.execute("BEGIN IMMEDIATE")
            (asked,) = ask(file_store, file_store.register_here)
            await eventually(lambda: written.on_loop("BEGIN") == [True, False])
            waited = not asked.done()
            other.rollback()
        answer = await asked

        assert waited
        assert answer.position == 4
        assert written.on_loop("INSERT") == [False]

    async def test_what_took_long_is_written_beside_it_for_a_while(
        self, file_store: UnitStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite_writer, "LONG_SECONDS", 0.0)
        monkeypatch.setattr(sqlite_writer, "BESIDE", 2)
        written = Written(file_store)

        for _ in range(4):
            await file_store.register()

        assert written.on_loop("INSERT") == [True, False, False, True]

    async def test_what_the_process_did_not_commit_is_not_there(
        self, file_store: UnitStore, open_store: OpenStore
    ) -> None:
        writer = file_store.blocs.event_recorder.writer

        rest = writer.ahead(3, [(4, uuid4(), 1, "topic", "{}")], [])
        writer.close()

        assert rest is not None
        assert len(open_store(file_store.url).events()) == 3

    async def test_what_is_not_behind_the_head_is_not_begun(
        self, file_store: UnitStore
    ) -> None:
        rest = file_store.blocs.event_recorder.writer.ahead(2, [(3, uuid4(), 1, "t", "{}")], [])
        answer = await file_store.register()

        assert rest is None
        assert answer.position == 4


class Held:
    """Somebody who keeps everybody else from appending in a store of `bloc` on a server."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("SELECT pg_advisory_lock(hashtext('bloc'))")

    def let_go(self) -> None:
        self._connection.close()

    def waiting(self) -> int | None:
        """The server's process that waits for it, if there is one."""
        row = self._connection.execute(
            """SELECT pid FROM pg_stat_activity
            WHERE wait_event = 'advisory' AND datname = current_database()"""
        ).fetchone()
        return None if row is None else int(row[0])

    def end(self, process: int) -> None:
        self._connection.execute("SELECT pg_terminate_backend(%s, 20000)", (process,))


@pytest.fixture
def server_store(open_store: OpenStore, postgres: str) -> UnitStore:
    """A store on a server; its writer knows where it stands, and no event loop uses it."""
    store = open_store(new_postgres_database(postgres))

    async def begin() -> None:
        for _ in range(3):
            await store.register()

    asyncio.run(begin())
    return store


@pytest.fixture
def held(server_store: UnitStore) -> Iterator[Held]:
    held = Held(server_store.url)
    yield held
    held.let_go()


class TestWhatAServerAnswers:
    def test_it_is_waited_for_on_the_loop(
        self, server_store: UnitStore, held: Held, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        beside: list[object] = []
        line = server_store.commands._line
        monkeypatch.setattr(line._thread, "submit", lambda *work: beside.append(work))

        async def asks() -> list[Answer]:
            # The first use by this loop is told by the thread.
            line._loop = asyncio.get_running_loop()
            asking = ask(server_store, *[server_store.register_here] * 3)
            await eventually(held.waiting)
            held.let_go()
            return await asyncio.gather(*asking)

        answers = asyncio.run(asks())

        assert [answer.position for answer in answers] == [4, 5, 6]
        assert beside == []

    def test_an_answer_that_cannot_come_is_looked_up(
        self, server_store: UnitStore, held: Held
    ) -> None:
        async def asks() -> list[Answer]:
            asking = ask(server_store, *[server_store.register_here] * 3)
            await eventually(held.waiting)
            process = held.waiting()
            assert process is not None
            held.end(process)
            held.let_go()
            return await asyncio.gather(*asking)

        answers = asyncio.run(asks())

        assert [answer.position for answer in answers] == [4, 5, 6]
        assert len(server_store.events()) == 6

    @pytest.mark.parametrize("cut", ["ended", "closed"])
    def test_a_connection_that_was_cut_while_nothing_was_asked_fails_nobody(
        self, server_store: UnitStore, held: Held, cut: str
    ) -> None:
        driver = server_store.blocs.event_recorder.writer.driver

        async def asks() -> list[int]:
            if cut == "ended":
                held.end(driver.info.backend_pid)
            else:
                driver.pgconn.finish()
            held.let_go()
            async with asyncio.timeout(20):
                return [(await server_store.register()).position for _ in range(3)]

        assert asyncio.run(asks()) == [4, 5, 6]

    def test_what_the_server_forgot_is_prepared_again(self, server_store: UnitStore) -> None:
        driver = server_store.blocs.event_recorder.writer.driver

        async def asks() -> list[int]:
            await server_store.commands.on_writer(
                lambda: driver.execute("DEALLOCATE ALL"), commits=False
            )
            return [(await server_store.register()).position for _ in range(3)]

        assert asyncio.run(asks()) == [4, 5, 6]

    def test_the_thread_waits_for_it_where_the_line_is_closed(
        self, server_store: UnitStore, held: Held
    ) -> None:
        async def asks() -> list[Answer]:
            asking = ask(server_store, *[server_store.register_here] * 3)
            await eventually(held.waiting)
            closing = asyncio.create_task(asyncio.to_thread(server_store.commands.close))
            await eventually(lambda: not server_store.commands._line._awaited)
            held.let_go()
            await closing
            return await asyncio.gather(*asking)

        assert [answer.position for answer in asyncio.run(asks())] == [4, 5, 6]

    def test_the_thread_waits_for_it_where_the_loop_ended(
        self, server_store: UnitStore, held: Held
    ) -> None:
        async def goes_away() -> None:
            asking = ask(server_store, *[server_store.register_here] * 3)
            await eventually(held.waiting)
            for each in asking:
                each.cancel()

        async def stays() -> Answer:
            asked = asyncio.create_task(server_store.register())
            await eventually(lambda: not server_store.commands._line._awaited)
            held.let_go()
            return await asked

        asyncio.run(goes_away())

        assert asyncio.run(stays()).position == 7

    def test_the_thread_sends_what_does_not_fit_at_once(self, server_store: UnitStore) -> None:
        writer, large = server_store.blocs.event_recorder.writer, uuid4()
        first = server_store.events()[0]
        state = first.state.decode().replace("Vụ TCCB", "V" * 8_000_000)

        rest = writer.ahead(3, [(4, large, 1, first.topic, state)], [])

        assert rest is not None
        assert not isinstance(rest, Awaited)
        rest.end()
        (stored,) = server_store.events()[3:]
        assert (stored.position, len(stored.state)) == (4, len(state.encode()))


class TestKeysOfWhatIsDecidedOnTheLoop:
    async def test_a_request_that_is_repeated_is_answered_as_before(
        self, store: UnitStore
    ) -> None:
        noted = Noted(store.register_here)

        first = await store.run(noted, key="k", status=201)
        again = await store.run(noted, key="k", status=201)

        assert again == first
        assert noted.on_loop == [True, True], "what it decided the second time is not stored"
        assert len(store.events()) == 4

    async def test_one_that_would_be_refused_now_is_answered_as_before(
        self, store: UnitStore
    ) -> None:
        registering = partial(store.register_here, uuid4())

        first = await store.run(registering, key="k")
        again, other = await outcomes_of(
            [*ask(store, registering, key="k"), *ask(store, registering, key="another")]
        )

        assert again == first
        assert isinstance(other, AggregateAlreadyExists)

    async def test_others_of_its_group_are_answered_too(self, store: UnitStore) -> None:
        first = await store.register(key="k")

        asking = ask(store, *[store.register_here] * 3)
        asking += ask(store, store.register_here, key="k")
        asking += ask(store, store.register_here, key="new")
        answers = await asyncio.gather(*asking)

        assert [answer.position for answer in answers] == [5, 6, 7, first.position, 8]


class TestTheLine:
    def test_a_later_loop_takes_it_over(self, store_of_nobody: UnitStore) -> None:
        store = store_of_nobody

        async def goes_away() -> None:
            async with writer_held(store):
                asking = ask(store, *[store.register_here] * 3)
                await asyncio.sleep(0)
            for each in asking:
                each.cancel()

        async def stays() -> Answer:
            return await store.register()

        positions = []
        for _ in range(3):
            asyncio.run(goes_away())
            positions.append(asyncio.run(stays()).position)

        assert positions[-1] == len(store.events())

    def test_who_waits_on_a_loop_that_ended_holds_nobody_up(
        self, store_of_nobody: UnitStore
    ) -> None:
        store, ended = store_of_nobody, asyncio.new_event_loop()
        done: list[str] = []
        for _ in range(3):
            work = Work(lambda: done.append("for nobody"), ended.create_future(), commits=False)
            store.commands._line.join(work)
        ended.close()

        async def stays() -> Answer:
            async with asyncio.timeout(20):
                return await store.register()

        assert asyncio.run(stays()).position == 1
        assert done == []

    async def test_a_reader_that_cannot_be_woken_holds_nobody_up(
        self, store: UnitStore
    ) -> None:
        told: list[dict[str, Any]] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(context))

        def breaks() -> None:
            store.commands.after_commit.remove(breaks)
            raise ZeroDivisionError

        store.commands.after_commit.append(breaks)
        async with asyncio.timeout(20):
            answers = [await store.register() for _ in range(2)]

        assert [answer.position for answer in answers] == [4, 5]
        assert isinstance(told[0]["exception"], ZeroDivisionError)

    async def test_what_cannot_be_begun_is_told_and_the_line_goes_on(
        self, store: UnitStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def breaks(*_: object) -> None:
            monkeypatch.undo()
            raise ZeroDivisionError

        monkeypatch.setattr(store.blocs.event_recorder.writer, "ahead", breaks)
        (outcome,) = await outcomes_of(ask(store, store.register_here))
        async with asyncio.timeout(20):
            answers = [await store.register() for _ in range(2)]

        assert isinstance(outcome, ZeroDivisionError)
        assert [answer.position for answer in answers] == [4, 5]

    async def test_what_was_asked_is_finished_when_it_closes(
        self, store_of_nobody: UnitStore
    ) -> None:
        store = store_of_nobody
        asking = ask(store, *[store.register_here] * 200)
        await asyncio.sleep(0)

        store.close()
        answers = await asyncio.gather(*asking)

        assert [answer.position for answer in answers] == list(range(1, 201))
        with pytest.raises(RuntimeError, match="closed"):
            await store.register()
