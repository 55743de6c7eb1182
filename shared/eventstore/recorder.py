"""Appending to the event table on SQLite and PostgreSQL: dense positions, in commit order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from eventsourcing.persistence import (
    IntegrityError,
    StoredEvent,
)

from shared.crashpoints import CrashPoint, reach
from shared.eventstore.pending import Pending, rows_of
from shared.eventstore.reader import INSERT, EventReader, before_commit
from shared.eventstore.tables import identity, metadata
from shared.telemetry.commands import storing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.database import Database

Alongside = Callable[[sa.Connection, "Sequence[int]"], None]


class EventRecorder(EventReader):
    """Appends and reads events of one service.

    Positions are assigned under the store's write lock as the highest plus one: dense, in
    commit order, so a reader that sees position n has seen all before it. What `alongside`
    writes is in the same transaction. Raises `IntegrityError` when an aggregate's version is
    already taken; nothing of that command is stored then.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.epoch = ""

    def prepare(self) -> None:
        """Create what is missing in the store and read its epoch; to be called before use."""
        self.database.create(metadata)
        self.epoch = self._read_or_make_epoch()

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        alongside: Alongside | None = None,
        **_: Any,  # noqa: ANN401 (the library passes options of its own)
    ) -> Sequence[int]:
        system = "sqlite" if self.database.is_sqlite else "postgresql"
        with storing(system, len(stored_events)):
            pending = self._pending
            if pending is not None:
                return self._append_later(pending, stored_events, alongside)
            with self.database.write() as connection:
                self.database.serialise(connection)
                head = self._head(connection)
                positions = range(head + 1, head + 1 + len(stored_events))
                if stored_events:
                    try:
                        connection.execute(INSERT, rows_of(positions, stored_events))
                    except sa.exc.IntegrityError as error:
                        raise IntegrityError(str(error.orig)) from error
                if alongside is not None:
                    alongside(connection, positions)
                before_commit()
        if not self.database.is_grouping:
            committed()
        return positions

    @contextmanager
    def group(self) -> Iterator[None]:
        """One transaction around all that this thread appends until the block ends.

        Events are inserted together by `flush`, to be called last; what is read inside sees
        them before that too.
        """
        with self.database.group() as connection:
            self._local.pending = Pending(self._head(connection))
            try:
                yield
            finally:
                self._local.pending = None

    def _append_later(
        self,
        pending: Pending,
        stored_events: Sequence[StoredEvent],
        alongside: Alongside | None,
    ) -> Sequence[int]:
        positions = pending.add(stored_events)
        if alongside is not None:
            pending.in_effect = True
            try:
                with self.database.write() as connection:
                    alongside(connection, positions)
            except BaseException:
                pending.take_back(positions)
                raise
            finally:
                pending.in_effect = False
        return positions

    def _read_or_make_epoch(self) -> str:
        with self.database.write() as connection:
            self.database.serialise(connection)
            epoch = connection.execute(sa.select(identity.c.epoch)).scalar()
            if epoch is None:
                epoch = uuid4().hex
                connection.execute(sa.insert(identity).values(only=1, epoch=epoch))
        return str(epoch)


def committed() -> None:
    """What follows the commit of a command or of a group of them."""
    reach(CrashPoint.COMMAND_AFTER_COMMIT)
