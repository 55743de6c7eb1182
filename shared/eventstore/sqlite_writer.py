"""Appending to a file of SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.engines import driver_errors
from shared.eventstore.writer import HEAD, GivenUp, Moved, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore.writer import Row


class SqliteWriter(Writer):
    """On a file, whose write lock a transaction holds from its beginning."""

    INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?)"

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
        self.driver.executemany(
            self.INSERT, [(at, of.hex, version, *rest) for at, of, version, *rest in rows]
        )

    def _commit(self, rows: Sequence[Row]) -> None:
        if rows:
            self._insert(rows)
        if not self.driver.in_transaction:
            raise GivenUp
        self.connection.commit()

    def _append(self, head: int, rows: Sequence[Row]) -> None:
        if self.begin() != head:
            raise Moved
        self._commit(rows)
