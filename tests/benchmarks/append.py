"""What one command costs until it is safe: `make bench B=append`, interleaved rounds.

The limit is the bare driver with group commit, ours the application of `bloc` with real
aggregates; each with 64 callers at once and with one. The peers are the library's own `save`,
with our codec, which is faster than its own, and on PostgreSQL Emmett and message-db, on the
same server. All write an event of the same size and wait for the disk: SQLite in WAL with
`synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit` on. Then one aggregate of
1,000 events is loaded: beside the rows read bare, decoded and folded, and by the library.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec
import psycopg
import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.persistence import Mapper

from services.bloc.domain import Unit
from shared.eventstore import EventCodec
from shared.garbage import collect_seldom
from tests.benchmarks.aims import Store
from tests.benchmarks.frame import Rounds, Run, durable, measuring, postgres
from tests.benchmarks.loading import EVENTS, loading
from tests.benchmarks.others import PEERS, Other, missing
from tests.harness.stores import UnitStore

T = TypeVar("T")
Once = Callable[[], Awaitable[object]]
# Appends a second that so many callers reach with so many appends each.
Way = Callable[[int, int], Awaitable[float]]

CALLERS = 64
ALONE = 60
# Appends of each of many callers: what is fast needs more of them to be measured.
EACH = 10
EACH_OF_FAST = 40
DAY = date(2024, 3, 12)
FAST = ("limit", "ours", "ours, changing")
NO_NODE = "not run: Emmett's store for SQLite needs a native module that is built from source"
CREATE = """CREATE TABLE IF NOT EXISTS bare (
    position INTEGER PRIMARY KEY, originator_id TEXT, originator_version INTEGER,
    topic TEXT, state TEXT, UNIQUE (originator_id, originator_version))"""
INSERT = "INSERT INTO bare VALUES (?, ?, ?, ?, ?)"
COLUMNS = ("position", "originator_id", "originator_version", "topic", "state")
INSERT_JSON = """INSERT INTO bare SELECT e.* FROM json_to_recordset(%s::json) AS e (
    position bigint, originator_id text, originator_version int, topic text, state text)"""


@dataclass
class Bare:
    """The limit: rows through the driver, those that wait together in one transaction."""

    write: Callable[[list[tuple[Any, ...]]], None]
    _waiting: list[tuple[tuple[Any, ...], asyncio.Future[None]]] = field(default_factory=list)
    _writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _position: int = 0
    _turn: asyncio.Task[None] | None = None

    async def append(self, state: str) -> None:
        self._position += 1
        row = (self._position, str(uuid4()), 1, "bloc.unit_registered", state)
        answered = asyncio.get_running_loop().create_future()
        self._waiting.append((row, answered))
        if self._turn is None or self._turn.done():
            self._turn = asyncio.create_task(self._turns())
        await answered

    async def _turns(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            taken, self._waiting = self._waiting, []
            await loop.run_in_executor(self._writer, self.write, [row for row, _ in taken])
            for _, answered in taken:
                answered.set_result(None)

    def close(self) -> None:
        self._writer.shutdown()


def bare_sqlite(folder: Path) -> Bare:
    connection = sqlite3.connect(
        folder / "bare.sqlite", isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(CREATE)

    def write(rows: list[tuple[Any, ...]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, rows)
        connection.execute("COMMIT")

    return Bare(write)


def bare_postgres(url: str) -> Bare:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(CREATE)

    def write(rows: list[tuple[Any, ...]]) -> None:
        # Many VALUES cost the client four times as much, arrays five times.
        told = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        connection.execute(INSERT_JSON, [msgspec.json.encode(told).decode()])

    return Bare(write)


class Peer(Application[UUID]):
    """The library as it is, but for the codec."""

    def construct_mapper(self) -> Mapper[UUID]:
        return EventCodec()


def peer_environment(url: sa.URL, folder: Path) -> dict[str, str]:
    if url.get_backend_name() == "sqlite":
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(folder / "peer.sqlite"),
            "SQLITE_LOCK_TIMEOUT": "30",
        }
    host = url.query.get("host") or url.host or ""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(url.database),
        "POSTGRES_HOST": str(host),
        "POSTGRES_PORT": str(url.port or 5432),
        "POSTGRES_USER": str(url.username),
        "POSTGRES_PASSWORD": str(url.password or ""),
    }


def register() -> Unit:
    name = "Vụ Tổ chức cán bộ"
    return Unit.register(uuid4(), name, "Vụ TCCB", "vu", False, date(1992, 10, 20))


async def rate(once: Once, callers: int, each: int) -> float:
    async def caller() -> None:
        for _ in range(each):
            await once()

    began = perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return callers * each / (perf_counter() - began)


def repeated(once: Once) -> Way:
    async def way(callers: int, each: int) -> float:
        return await rate(once, callers, each)

    return way


async def measured(ways: dict[str, Way]) -> Rounds:
    rounds = Rounds()
    for name in [*ways, *rounds.turns(*ways)]:
        for callers, alone in ((CALLERS, EACH), (1, ALONE)):
            each = EACH_OF_FAST if callers > 1 and name in FAST else alone
            rounds.add(f"{name}, {callers} at once", await ways[name](callers, each))
    # The first round warms up: connections, prepared statements, code that was never run.
    for figures in rounds.found.values():
        del figures[0]
    return rounds


@contextmanager
def ways_on(store_url: str, folder: Path, bare: Bare) -> Iterator[dict[str, Way]]:
    url = sa.make_url(store_url)
    with ExitStack() as open_ones, ThreadPoolExecutor(1) as saver:
        open_ones.callback(bare.close)
        store = UnitStore(store_url)
        open_ones.callback(store.close)
        peer = Peer(env=peer_environment(url, folder))
        open_ones.callback(peer.close)
        asyncio.run(store.register())
        state = store.events()[0].state.decode()

        async def save() -> None:
            await asyncio.get_running_loop().run_in_executor(saver, peer.save, register())

        ways: dict[str, Way] = {
            "limit": repeated(lambda: bare.append(state)),
            "peer": repeated(save),
            "ours": repeated(store.register),
            "ours, changing": partial(changing, store),
        }
        if url.get_backend_name() != "sqlite" and missing() is None:
            for name in PEERS:
                ways[name] = open_ones.enter_context(Other.started(name, store_url)).rate
        yield ways


async def changing(store: UnitStore, callers: int, each: int) -> float:
    """Each caller renames a unit of its own: loads it, decides, saves it."""
    units = [uuid4() for _ in range(callers)]
    await asyncio.gather(*(store.register(unit) for unit in units))
    turns = iter(units * each)

    async def rename() -> None:
        unit = next(turns)
        await store.run(lambda: store.blocs.rename_unit(unit, "Vụ Pháp chế", "VPC", DAY, "x"))

    return await rate(rename, callers, each)


def told(run: Run, store: Store, rounds: Rounds) -> None:
    run.tell(store, rounds)

    def ratio(other: str, callers: int, way: str = "ours") -> float:
        return rounds.ratio(f"{way}, {callers} at once", f"{other}, {callers} at once")

    def of_others(way: str) -> float:
        return min(ratio(name, CALLERS, way) for name in PEERS)

    run.row("append.many.limit", store, ratio("limit", CALLERS))
    run.row("append.many.save", store, ratio("peer", CALLERS), ratio("peer", CALLERS, "limit"))
    run.row("append.one.limit", store, ratio("limit", 1))
    why = NO_NODE if store == "sqlite" else missing()
    if why is None:
        run.row("append.many.others", store, of_others("ours"), of_others("limit"))
    else:
        run.missing("append.many.others", store, why)


def told_of_loading(run: Run, store: Store, store_url: str, folder: Path) -> None:
    rounds = loading(store_url, peer_environment(sa.make_url(store_url), folder))
    run.tell(f"{store} load", rounds)
    run.row("load.limit", store, rounds.ratio("ours", "limit"))


def main() -> None:
    with (
        measuring("append", callers=CALLERS, loaded=EVENTS) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as at,
    ):
        # As a service does when it begins to serve.
        collect_seldom()
        folder = Path(at)
        url = f"sqlite:///{folder / 'bloc.sqlite'}"
        with ways_on(url, folder, bare_sqlite(folder)) as ways:
            told(run, "sqlite", asyncio.run(measured(ways)))
        told_of_loading(run, "sqlite", url, folder)
        with postgres(folder / "postgres") as url:
            run.result.settings["postgresql"] = durable(url)
            with ways_on(url, folder, bare_postgres(url)) as ways:
                told(run, "postgresql", asyncio.run(measured(ways)))
            told_of_loading(run, "postgresql", url, folder)


if __name__ == "__main__":
    main()
