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
from shared.eventstore.reader import EventReader
from shared.eventstore.tables import events, identity, metadata
from shared.eventstore.turn import Care, Turn, before_commit
from shared.telemetry.commands import appending, storing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.database import Database
    from shared.eventstore.writer import Writer

INSERT = sa.insert(events)

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
        self.writer = _writer_of(database)
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
        turn = self.turn
        if turn is not None:
            with appending(self.system, len(stored_events)):
                return self._append_later(turn, stored_events, alongside)
        with storing(self.system, len(stored_events)), self.database.write() as connection:
            self.database.serialise(connection)
            head = self._head(connection)
            positions = range(head + 1, head + 1 + len(stored_events))
            if stored_events:
                names = events.columns.keys()
                rows = rows_of(positions, stored_events)
                with _conflicts():
                    connection.execute(
                        INSERT, [dict(zip(names, row, strict=True)) for row in rows]
                    )
            if alongside is not None:
                alongside(connection, positions)
            before_commit()
        committed()
        return positions

    @property
    def system(self) -> str:
        """The database system, as OpenTelemetry calls it."""
        return "sqlite" if self.database.is_sqlite else "postgresql"

    @contextmanager
    def group(self, care: Care, head: int | None) -> Iterator[Turn]:
        """One transaction around all that this thread appends until the block ends.

        It is decided on the store as it is at position `head`, or as it is found where that
        is not said. What is read inside sees what was appended before. The block ends with
        `Turn.commit`, or nothing is stored.
        """
        found = self.writer.begin() if head is None else head
        turn = Turn(self.writer, Pending(found), care)
        with self.undone(turn), self._in(turn):
            yield turn

    @contextmanager
    def group_in_memory(self, head: int) -> Iterator[Turn]:
        """What this thread appends until the block ends, on the store as it is at `head`.

        Nothing of the store is asked; who does ask is told `NeedsStore`. It is for another
        thread to call `Turn.commit`, in a block of `undone`.
        """
        turn = Turn(self.writer, Pending(head), Care.AHEAD, in_memory=True)
        with self._in(turn):
            yield turn
        turn.in_memory = False

    @contextmanager
    def undone(self, turn: Turn) -> Iterator[Turn]:
        """What the block stores of a turn comes to nothing when the block fails."""
        try:
            yield turn
        except BaseException:
            self.writer.undo()
            raise

    @contextmanager
    def _in(self, turn: Turn) -> Iterator[None]:
        """What this thread appends and reads in this block belongs to the turn."""
        self._local.turn = turn
        try:
            with self.database.joined(turn.connection):
                yield
        finally:
            self._local.turn = None

    def _append_later(
        self, turn: Turn, stored_events: Sequence[StoredEvent], alongside: Alongside | None
    ) -> Sequence[int]:
        positions = turn.pending.add(stored_events)
        at_once = turn.care is Care.ALONE
        if alongside is None and not at_once:
            return positions
        try:
            with self.database.write() as connection:
                if at_once:
                    with _conflicts():
                        turn.flush()
                if alongside is not None:
                    with turn.effect():
                        alongside(connection, positions)
        except BaseException:
            turn.pending.take_back(positions)
            raise
        return positions

    def _read_or_make_epoch(self) -> str:
        with self.database.write() as connection:
            self.database.serialise(connection)
            epoch = connection.execute(sa.select(identity.c.epoch)).scalar()
            if epoch is None:
                epoch = uuid4().hex
                connection.execute(sa.insert(identity).values(only=1, epoch=epoch))
        return str(epoch)


def _writer_of(database: Database) -> Writer:
    # Each loads a driver that the other has no use for.
    if database.is_sqlite:
        from shared.eventstore.sqlite_writer import SqliteWriter  # noqa: PLC0415 (as said)

        return SqliteWriter(database)
    from shared.eventstore.postgres_writer import PostgresWriter  # noqa: PLC0415 (as said)

    return PostgresWriter(database)


def committed() -> None:
    """What follows the commit of a command or of a group of them."""
    reach(CrashPoint.COMMAND_AFTER_COMMIT)


@contextmanager
def _conflicts() -> Iterator[None]:
    """What the table refuses in this block is a version that is taken."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        raise IntegrityError(str(error.orig)) from error
