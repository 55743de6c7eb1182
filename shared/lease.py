"""A lease: of several replicas of a service one runs a thing, the others stand by.

Held by a file lock beside an SQLite store, by an advisory lock on PostgreSQL: both end with the
process or the connection that holds them, so nothing has to be cleared away after a crash. What
is done under a lease is fenced for itself; two holders for a moment do no harm.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from shared.database import Database


@dataclass
class Lease:
    """The lease of one name in one store. Everything here blocks."""

    database: Database
    name: str
    _file: int | None = field(default=None, init=False)
    _connection: sa.Connection | None = field(default=None, init=False)

    def hold(self) -> bool:
        """Whether this process holds it now; takes it when it is free."""
        return self._hold_file() if self.database.is_sqlite else self._hold_lock()

    def let_go(self) -> None:
        """Let somebody else have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            # The lock is the session's: a connection put back into the pool would keep it.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _hold_file(self) -> bool:
        if self._file is not None:
            return True
        store = Path(str(self.database.engine.url.database))
        file = os.open(
            store.with_name(f"{store.name}.{self.name}.lease"), os.O_CREAT | os.O_RDWR
        )
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def _hold_lock(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(sa.select(1))
            except sa.exc.SQLAlchemyError:
                self.let_go()
            else:
                return True
        connection = self.database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        )
        key = f"{self.database.name}/{self.name}"
        taken = connection.execute(
            sa.text("SELECT pg_try_advisory_lock(hashtextextended(:key, 0))"), {"key": key}
        ).scalar()
        if not taken:
            connection.close()
            return False
        self._connection = connection
        return True
