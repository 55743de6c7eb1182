"""Appending to a file of SQLite."""

from __future__ import annotations

from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING

from shared.engines import LOCK_TIMEOUT_SECONDS, driver_errors
from shared.eventstore.writer import HEAD, GivenUp, Moved, Rest, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore.writer import KeyRow, Row

# So many rows a statement: more of them cost SQLite more each.
AT_ONCE = 32
# What took longer on the event loop is not done there for so many transactions.
LONG_SECONDS = 0.005
BESIDE = 100
IMPATIENT = "PRAGMA busy_timeout=0"
PATIENT = f"PRAGMA busy_timeout={LOCK_TIMEOUT_SECONDS * 1000}"


class SqliteWriter(Writer):
    """On a file, whose write lock a transaction holds from its beginning."""

    # So many transactions are yet to be written beside the event loop.
    _beside = 0

    def end_lost(self) -> None:
        """A file is written by this process itself: nothing runs on elsewhere."""

    def ahead(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> Rest | None:
        """All but the commit, which alone waits for the disk.

        The driver lets go of the interpreter's lock several times a statement. Beside a busy
        event loop it has to get it back as often, and each time both threads change.
        """
        if self._kept is None:
            return None
        if self._beside:
            self._beside -= 1
            return None
        began = perf_counter()
        try:
            self._begin_at_once()
            self._put_behind(head, rows, keys)
        except Exception:  # noqa: BLE001 (what it was comes again in `append`, and is told)
            self.undo()
            return None
        except BaseException:
            self.undo()
            raise
        if perf_counter() - began > LONG_SECONDS:
            self._beside = BESIDE
        return Rest(self._commit_written)

    def _prepare(self) -> None:
        # What a statement of many rows would need to be undone alone goes to no file.
        self.driver.execute("PRAGMA temp_store=MEMORY")

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

    def _begin_at_once(self) -> None:
        """Begin, or fail where somebody else writes at the moment."""
        self.driver.execute(IMPATIENT)
        try:
            self.driver.execute("BEGIN IMMEDIATE")
        finally:
            self.driver.execute(PATIENT)

    def _commit_written(self) -> None:
        with driver_errors(self._database.engine.dialect):
            self.driver.execute("COMMIT")

    def _append(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        try:
            self.driver.execute("BEGIN IMMEDIATE")
        except self._database.engine.dialect.loaded_dbapi.Error:
            # Said in the words of a transaction that cannot begin.
            self.begin()
        self._put_behind(head, rows, keys)
        self.driver.execute("COMMIT")

    def _put_behind(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        if self.driver.execute(HEAD).fetchone()[0] != head:
            raise Moved
        self._put_all(rows, keys)


@cache
def _inserting(table: str, columns: int, rows: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"
