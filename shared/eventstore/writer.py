"""The connection that appends, and its few statements, sent to the driver directly.

It is kept from one transaction to the next while all goes well. The statements that run with
every group of commands are few and always the same: nothing is put together for them each
time. What else a command writes or reads goes through SQLAlchemy on the same connection.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from shared.engines import driver_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database

# What is stored of one event: position, aggregate, version, topic, state.
Row = tuple[int, UUID, int, str, str]
# What is stored of one idempotency key: actor, key, fingerprint, answer.
KeyRow = tuple[str, str, str, str]

HEAD = "SELECT coalesce(max(position), 0) FROM events"


class Moved(Exception):
    """Others appended meanwhile: what was decided may rest on what no longer stands."""


class GivenUp(sa.exc.SQLAlchemyError):
    """The database gave the transaction up by itself: nothing of it may be committed."""

    def __init__(self) -> None:
        super().__init__("the database gave the transaction up")


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to do of an append that was begun on the event loop.

    `end` does it, on the writer's thread, and raises as `append`.
    """

    end: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Awaited(Rest):
    """A server does what is left, and answers at `socket`.

    `look` takes what has come, without waiting, and says whether that is all; where it then
    `is_well`, `end` neither waits nor fails.
    """

    socket: int
    look: Callable[[], bool]
    is_well: Callable[[], bool]


class Writer(ABC):
    """Transactions that append, one after the other, on one thread.

    Either `begin`, then `insert` and what else belongs to it, and `commit` with the last rows;
    or all at once by `append`. After an error that says anything else than that a value was
    taken, the connection is let go of and the next transaction has a new one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: sa.Connection | None = None
        self._driver: Any = None
        # Why the last transaction could not begin.
        self.unbegun: Exception | None = None

    @property
    def connection(self) -> sa.Connection:
        """The connection of the transaction under way."""
        if self._kept is None:
            # Its own, not one of the pool: what is set on it stays.
            self._kept = self._database.connect_to_write()
            self._driver = self._kept.connection.dbapi_connection
            self._kept.detach()
            self._prepare()
        return self._kept

    @property
    def driver(self) -> Any:  # noqa: ANN401 (driver type)
        """The driver's own connection below it."""
        self.connection  # noqa: B018 (it may have to be made)
        return self._driver

    def begin(self) -> int:
        """Begin a transaction in which nobody else appends; the store's highest position."""
        self.unbegun = None
        kept = self._kept is not None
        try:
            try:
                return self._begin()
            except sa.exc.DBAPIError:
                if not (kept and self._is_cut()):
                    raise
            # It was cut while nothing was asked of it.
            self.close()
            return self._begin()
        except sa.exc.SQLAlchemyError as error:
            self.unbegun = error
            self.close()
            raise

    def insert(self, rows: Sequence[Row]) -> None:
        """Insert events in the transaction under way. Raises `IntegrityError` of SQLAlchemy."""
        with driver_errors(self._database.engine.dialect):
            self._insert(rows)

    def commit(self, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        """Insert the last events, the keys, and commit. Raises as `insert`, and `GivenUp`."""
        with driver_errors(self._database.engine.dialect):
            self._commit(rows, keys)

    def append(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        """Insert events behind `head`, and keys, in a transaction of their own.

        Raises `Moved` when the store's highest position is another one, else as `insert`;
        nothing is stored then.
        """
        with driver_errors(self._database.engine.dialect):
            self._append(head, rows, keys)

    @abstractmethod
    def ahead(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> Rest | None:
        """Do of `append` what waits for nobody, on the event loop; what is left of it.

        None where something is lacking for that, or the database refuses it at once: nothing
        is begun then, and `append` says why.
        """

    def undo(self) -> None:
        """Take back what the transaction under way wrote, if there is one."""
        if self._kept is None:
            return
        try:
            with driver_errors(self._database.engine.dialect):
                self.driver.rollback()
            self._kept.rollback()
        except sa.exc.SQLAlchemyError:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self._driver.close()
            kept.invalidate()
            kept.close()

    @abstractmethod
    def end_lost(self) -> None:
        """See that nothing still runs of a transaction whose answer was lost."""

    @abstractmethod
    def _prepare(self) -> None: ...

    @abstractmethod
    def _is_cut(self) -> bool:
        """Whether the connection ended."""

    @abstractmethod
    def _begin(self) -> int: ...

    @abstractmethod
    def _insert(self, rows: Sequence[Row]) -> None: ...

    @abstractmethod
    def _commit(self, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None: ...

    @abstractmethod
    def _append(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None: ...
