"""Reading the event table, with what a group of commands has appended and not inserted yet."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Subscription,
)

from shared.eventstore.pages import RecordedEvent, page_after
from shared.eventstore.tables import events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.database import Database
    from shared.eventstore.folding import Stored
    from shared.eventstore.turn import Turn

# Put together once: they run with every command.
_HEAD = sa.select(sa.func.max(events.c.position))
_KNOWN = (
    sa.select(events.c.originator_id)
    .where(events.c.originator_id.in_(sa.bindparam("ids", expanding=True)))
    .where(events.c.originator_version == Aggregate.INITIAL_VERSION)
)
# For the one new aggregate of most commands; a list of one is put together anew each time.
_KNOWN_ONE = (
    sa.select(events.c.originator_id)
    .where(events.c.originator_id == sa.bindparam("id"))
    .where(events.c.originator_version == Aggregate.INITIAL_VERSION)
)
_STATES_OF_ONE = (
    sa.select(events.c.originator_version, events.c.topic, events.c.state)
    .where(events.c.originator_id == sa.bindparam("id"))
    .order_by(events.c.originator_version)
)
_STATES_OF = (
    sa.select(
        events.c.originator_id, events.c.originator_version, events.c.topic, events.c.state
    )
    .where(events.c.originator_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(events.c.originator_id, events.c.originator_version)
)

ASKED_AT_ONCE = 500


class EventReader(ApplicationRecorder):
    """Reads the events of one service, in the order of their positions or of one aggregate."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._local = local()

    @property
    def turn(self) -> Turn | None:
        """The transaction of commands that this thread is in."""
        found: Turn | None = getattr(self._local, "turn", None)
        return found

    def flush(self) -> None:
        """Insert what a group appended so far; outside a group nothing waits."""
        turn = self.turn
        if turn is not None:
            turn.flush()

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
        turn = self.turn
        found = {each for each in originator_ids if turn and turn.pending.holds(each)}
        if len(found) == len(originator_ids):
            return found
        with self.database.read() as connection:
            if len(originator_ids) == 1:
                rows = connection.execute(_KNOWN_ONE, {"id": originator_ids[0]})
                return found.union(rows.scalars())
            for start in range(0, len(originator_ids), ASKED_AT_ONCE):
                some = originator_ids[start : start + ASKED_AT_ONCE]
                found.update(connection.execute(_KNOWN, {"ids": some}).scalars())
        return found

    def changed_after(self, position: int) -> set[UUID]:
        """The aggregates of which there are events with higher positions."""
        query = sa.select(events.c.originator_id).where(events.c.position > position)
        with self.database.read() as connection:
            return set(connection.execute(query).scalars())

    def states_of(self, originator_id: UUID) -> list[Stored]:
        """What is stored of one aggregate, in order."""
        turn = self.turn
        if turn is not None and turn.pending.holds(originator_id):
            turn.flush()
        with self.database.read() as connection:
            rows = connection.execute(_STATES_OF_ONE, {"id": originator_id})
            return [(version, topic, state.encode()) for version, topic, state in rows]

    def states_of_all(self, originator_ids: Sequence[UUID]) -> Iterator[tuple[UUID, Stored]]:
        """What is stored of these aggregates, of each in order."""
        self.flush()
        with self.database.read() as connection:
            for start in range(0, len(originator_ids), ASKED_AT_ONCE):
                some = originator_ids[start : start + ASKED_AT_ONCE]
                for row in connection.execute(_STATES_OF, {"ids": some}):
                    originator_id, version, topic, state = row
                    yield originator_id, (version, topic, state.encode())

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        self.flush()
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
            return [_stored(row) for row in connection.execute(query)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        self.flush()
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
        self.flush()
        with self.database.read() as connection:
            return page_after(connection, position, limit)

    def max_notification_id(self) -> int | None:
        turn = self.turn
        if turn is not None:
            return turn.pending.head or None
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


def _stored(row: Sequence[Any]) -> StoredEvent:
    # In the order of the table's columns: taken by name they cost as much as being read.
    _, originator_id, originator_version, topic, state = row
    return StoredEvent(originator_id, originator_version, topic, state.encode())
