"""Pages of the event table, read with as little as possible for each event."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from shared.engines import driver_errors

if TYPE_CHECKING:
    import sqlalchemy as sa

# SQLite lets go of the interpreter at each row: a page comes as two values. What a state is, in
# JSON, holds no control character, by which the states are told apart.
_OF_SQLITE = """SELECT
    json_group_array(json_array(position, originator_id, originator_version, topic)),
    CAST(group_concat(state, char(30)) AS BLOB)
    FROM (SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?)"""
_BETWEEN = b"\x1e"
_places = msgspec.json.Decoder(list[tuple[int, UUID, int, str]])
_position = itemgetter(0)

_OF_POSTGRESQL = """SELECT
    position, originator_id, originator_version, topic, convert_to(state, 'UTF8')
    FROM events WHERE position > %s ORDER BY position LIMIT %s"""


class RecordedEvent(NamedTuple):
    """A stored event with its position in the store."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


def page_after(connection: sa.Connection, position: int, limit: int) -> list[RecordedEvent]:
    """Up to `limit` events with higher positions than `position`, in order."""
    if connection.dialect.name == "sqlite":
        return _of_sqlite(connection, position, limit)
    driver: Any = connection.connection.dbapi_connection
    with driver_errors(connection.dialect):
        rows = driver.cursor(binary=True).execute(_OF_POSTGRESQL, (position, limit)).fetchall()
    return [RecordedEvent._make(row) for row in rows]


def _of_sqlite(connection: sa.Connection, position: int, limit: int) -> list[RecordedEvent]:
    places, states = connection.exec_driver_sql(_OF_SQLITE, (position, limit)).one()
    if states is None:
        return []
    found = [
        RecordedEvent(*place, state)
        for place, state in zip(_places.decode(places), states.split(_BETWEEN), strict=True)
    ]
    # The database says nothing of the order in which it puts them together.
    found.sort(key=_position)
    return found
