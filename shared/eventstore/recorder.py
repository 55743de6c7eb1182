"""The event table on SQLite and PostgreSQL: dense positions, one transaction per command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)

from shared.crashpoints import CrashPoint, reach
from shared.telemetry.commands import storing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database

metadata = sa.MetaData()

# SQLite numbers rows itself only for INTEGER, which holds 64 bits there; PostgreSQL's does not.
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

events = sa.Table(
    "events",
    metadata,
    sa.Column("position", POSITION, primary_key=True, autoincrement=False),
    sa.Column("originator_id", sa.Uuid(), nullable=False),
    sa.Column("originator_version", sa.Integer(), nullable=False),
    sa.Column("topic", sa.Text(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.UniqueConstraint("originator_id", "originator_version"),
)

identity = sa.Table(
    "store_identity",
    metadata,
    sa.Column("only", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text(), nullable=False),
)

# Put together once: they run with every command.
_HEAD = sa.select(sa.func.max(events.c.position))
_KNOWN = (
    sa.select(events.c.originator_id)
    .where(events.c.originator_id.in_(sa.bindparam("ids", expanding=True)))
    .where(events.c.originator_version == Aggregate.INITIAL_VERSION)
)
_INSERT = sa.insert(events)

ASKED_AT_ONCE = 500

Alongside = Callable[[sa.Connection, "Sequence[int]"], None]


@dataclass(frozen=True)
class RecordedEvent(StoredEvent):
    """A stored event with its position in the store."""

    position: int


class EventRecorder(ApplicationRecorder):
    """Appends and reads events of one service.

    Positions are assigned under the store's write lock as the highest plus one: dense, in
    commit order, so a reader that sees position n has seen all before it. What `alongside`
    writes is in the same transaction. Raises `IntegrityError` when an aggregate's version is
    already taken; nothing of that command is stored then.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
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
        with storing(system, len(stored_events)), self.database.write() as connection:
            self.database.serialise(connection)
            head = self._head(connection)
            positions = range(head + 1, head + 1 + len(stored_events))
            rows = [
                {
                    "position": position,
                    "originator_id": stored.originator_id,
                    "originator_version": stored.originator_version,
                    "topic": stored.topic,
                    "state": stored.state.decode(),
                }
                for position, stored in zip(positions, stored_events, strict=True)
            ]
            if rows:
                try:
                    connection.execute(_INSERT, rows)
                except sa.exc.IntegrityError as error:
                    raise IntegrityError(str(error.orig)) from error
            if alongside is not None:
                alongside(connection, positions)
            reach(CrashPoint.COMMAND_BEFORE_COMMIT)
        if not self.database.is_grouping:
            committed()
        return positions

    def holds(self, stored: StoredEvent, position: int) -> bool:
        """Whether this very event was committed at this place; waits for who still appends."""
        with self.database.write() as connection:
            self.database.serialise(connection)
            row = connection.execute(
                sa.select(events).where(events.c.position == position)
            ).one_or_none()
        return row is not None and (
            row.originator_id,
            row.originator_version,
            row.topic,
            row.state.encode(),
        ) == (stored.originator_id, stored.originator_version, stored.topic, stored.state)

    def known(self, originator_ids: Sequence[UUID]) -> set[UUID]:
        """Those of these aggregates of which there is any event."""
        found: set[UUID] = set()
        with self.database.read() as connection:
            for start in range(0, len(originator_ids), ASKED_AT_ONCE):
                some = originator_ids[start : start + ASKED_AT_ONCE]
                found.update(connection.execute(_KNOWN, {"ids": some}).scalars())
        return found

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        version = events.c.originator_version
        query = sa.select(events).where(events.c.originator_id == originator_id)
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version)
        if limit is not None:
            query = query.limit(limit)
        with self.database.read() as connection:
            return [_recorded(row) for row in connection.execute(query)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        query = sa.select(events).order_by(events.c.position).limit(limit)
        if start is not None:
            first = start if inclusive_of_start else start + 1
            query = query.where(events.c.position >= first)
        if stop is not None:
            query = query.where(events.c.position <= stop)
        if topics:
            query = query.where(events.c.topic.in_(topics))
        with self.database.read() as connection:
            return [
                Notification(
                    originator_id=row.originator_id,
                    originator_version=row.originator_version,
                    topic=row.topic,
                    state=row.state.encode(),
                    id=row.position,
                )
                for row in connection.execute(query)
            ]

    def select_after(self, position: int, limit: int) -> Sequence[RecordedEvent]:
        """Up to `limit` events with higher positions than `position`, in order."""
        query = (
            sa.select(events)
            .where(events.c.position > position)
            .order_by(events.c.position)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [_recorded(row) for row in connection.execute(query)]

    def max_notification_id(self) -> int | None:
        with self.database.read() as connection:
            return self._head(connection) or None

    def head(self) -> int:
        """The highest position; 0 for an empty store."""
        return self.max_notification_id() or 0

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        raise NotImplementedError("the log is read from the stream, not from this store")

    @staticmethod
    def _head(connection: sa.Connection) -> int:
        return connection.execute(_HEAD).scalar() or 0

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


def _recorded(row: sa.Row[Any]) -> RecordedEvent:
    return RecordedEvent(
        originator_id=row.originator_id,
        originator_version=row.originator_version,
        topic=row.topic,
        state=row.state.encode(),
        position=row.position,
    )
