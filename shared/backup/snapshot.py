"""One state of a store, held open and read by pages while the service goes on.

Opening takes the store's write lock and keeps it until `let_go`: when the snapshots of all
services were opened before any is let go, no command of one is after a command of another
that is missing. A lock or a snapshot that nobody uses any more ends by itself.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
import sqlalchemy as sa

from shared.backup.shape import TableShape, Values, shape_of
from shared.messaging.control import PAGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database

LOCK_SECONDS = 10.0
IDLE_SECONDS = 120.0
WATCH_SECONDS = 0.5
LARGEST_PAGE = 2000


class SnapshotGone(Exception):
    """The snapshot was closed, or nobody asked for so long that it ended; begin again."""


class HeldTable(msgspec.Struct, frozen=True):
    """A table of a snapshot, and how many rows it has there."""

    shape: TableShape
    rows: int


class RowsPage(msgspec.Struct, frozen=True):
    """Rows in the order of the key. `after` is where the next page begins; none at the end."""

    rows: list[Values]
    after: Values | None


@dataclass
class Snapshot:
    """One open snapshot; its methods block."""

    database: Database
    tables: dict[str, sa.Table]
    lock: ExitStack = field(default_factory=ExitStack)
    reading: ExitStack = field(default_factory=ExitStack)
    used_at: float = 0.0
    locked: bool = False

    def open(self) -> list[HeldTable]:
        with ExitStack() as failing:
            failing.enter_context(self.lock)
            failing.enter_context(self.reading)
            writing = self.lock.enter_context(self.database.write())
            self.database.serialise(writing)
            self._connection = self.reading.enter_context(self.database.read())
            held = [
                HeldTable(
                    shape_of(table),
                    self._connection.execute(
                        sa.select(sa.func.count()).select_from(table)
                    ).scalar_one(),
                )
                for table in self.tables.values()
            ]
            failing.pop_all()
        self.locked = True
        return held

    def let_go(self) -> bool:
        """Let writers go on; false when they did already."""
        was_locked, self.locked = self.locked, False
        self.lock.close()
        return was_locked

    def close(self) -> None:
        self.let_go()
        self.reading.close()

    def page(self, name: str, after: Values | None) -> RowsPage:
        """Rows of a table after a key, as many as fit into one answer."""
        table = self.tables[name]
        shape = shape_of(table)
        key = [table.c[column] for column in shape.key]
        query = sa.select(table).order_by(*key).limit(LARGEST_PAGE)
        if after is not None:
            query = query.where(sa.tuple_(*key) > sa.tuple_(*self._bound(shape, after)))
        rows: list[Values] = []
        size = 0
        for row in self._connection.execute(query):
            rows.append(shape.written(row))
            size += len(msgspec.json.encode(rows[-1]))
            if size >= PAGE_BYTES:
                break
        whole = size < PAGE_BYTES and len(rows) < LARGEST_PAGE
        places = [number for number, column in enumerate(shape.columns) if column.key]
        return RowsPage(rows, None if whole else [rows[-1][place] for place in places])

    def _bound(self, shape: TableShape, after: Values) -> Sequence[sa.ColumnElement[Any]]:
        keys = [column for column in shape.columns if column.key]
        only_keys = msgspec.structs.replace(shape, columns=tuple(keys))
        table = self.tables[shape.name]
        return [
            sa.literal(value, table.c[name].type)
            for name, value in only_keys.read(after).items()
        ]


@dataclass
class Snapshots:
    """The snapshots of one store that are open, each by its name."""

    database: Database
    _open: dict[str, Snapshot] = field(default_factory=dict, init=False)

    async def run(self) -> None:
        """End what nobody uses any more; closes all when cancelled."""
        clock = asyncio.get_running_loop().time
        try:
            while True:
                await asyncio.sleep(WATCH_SECONDS)
                for name, snapshot in list(self._open.items()):
                    idle = clock() - snapshot.used_at
                    if idle > IDLE_SECONDS:
                        await self.close(name)
                    elif idle > LOCK_SECONDS and snapshot.locked:
                        await self.database.run(snapshot.let_go)
        finally:
            for snapshot in self._open.values():
                snapshot.close()
            self._open.clear()

    async def open(self) -> tuple[str, list[HeldTable]]:
        """Open a snapshot and keep writers out until it is let go, at most a few seconds."""
        tables = {
            table.name: table
            for metadata in self.database.created
            for table in metadata.sorted_tables
        }
        snapshot = Snapshot(self.database, tables)
        held = await self.database.run(snapshot.open)
        name = uuid4().hex
        self._open[name] = snapshot
        self._touch(snapshot)
        return name, held

    async def let_go(self, name: str) -> bool:
        """Let writers go on. False when they went on before: the lock lasted too long."""
        snapshot = self._named(name)
        return await self.database.run(snapshot.let_go)

    async def page(self, name: str, table: str, after: Values | None) -> RowsPage:
        """A page of a table's rows. Raises `SnapshotGone`."""
        snapshot = self._named(name)
        return await self.database.run(lambda: snapshot.page(table, after))

    def keep(self, name: str) -> None:
        """It is still wanted. Raises `SnapshotGone`."""
        self._named(name)

    async def close(self, name: str) -> None:
        snapshot = self._open.pop(name, None)
        if snapshot is not None:
            await self.database.run(snapshot.close)

    def _named(self, name: str) -> Snapshot:
        snapshot = self._open.get(name)
        if snapshot is None:
            raise SnapshotGone(f"there is no snapshot {name}")
        self._touch(snapshot)
        return snapshot

    @staticmethod
    def _touch(snapshot: Snapshot) -> None:
        snapshot.used_at = asyncio.get_running_loop().time()
