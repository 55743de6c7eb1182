"""Appending to a file of SQLite."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from shared.engines import driver_errors
from shared.eventstore.writer import HEAD, GivenUp, Moved, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore.writer import KeyRow, Row

# So many rows a statement: more of them cost SQLite more each.
AT_ONCE = 32


class SqliteWriter(Writer):
    """On a file, whose write lock a transaction holds from its beginning."""

    def end_lost(self) -> None:
        """A file is written by this process itself: nothing runs on elsewhere."""

    def _prepare(self) -> None:
        pass

    def _is_cut(self) -> bool:
        return False

    def _begin(self) -> int:
        self.connection.begin()
        with driver_errors(self._database.engine.dialect):
            found: int = self.driver.execute(HEAD).fetchone()[0]
        return found

    def _insert(self, rows: Sequence[Row]) -> None:
        if not self.driver.in_transaction:
            raise GivenUp
        self._put("events", [(at, of.hex, *rest) for at, of, *rest in rows])

    def _put(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        # The interpreter's lock is let go of once a statement, and fought for afterwards.
        execute = self.driver.execute
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            values = [value for row in some for value in row]
            execute(_inserting(table, len(some[0]), len(some)), values)

    def _commit(self, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        self._put_all(rows, keys)
        self.connection.commit()

    def _put_all(self, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        if rows:
            self._insert(rows)
        self._put("idempotency_keys", keys)
        if not self.driver.in_transaction:
            raise GivenUp

    def _append(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        execute = self.driver.execute
        try:
            execute("BEGIN IMMEDIATE")
        except self._database.engine.dialect.loaded_dbapi.Error:
            # Said in the words of a transaction that cannot begin.
            self.begin()
        if execute(HEAD).fetchone()[0] != head:
            raise Moved
        self._put_all(rows, keys)
        execute("COMMIT")


@cache
def _inserting(table: str, columns: int, rows: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"
