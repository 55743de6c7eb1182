"""What a group of commands appended and the database was not told yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from uuid import UUID

from eventsourcing.persistence import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventsourcing.persistence import StoredEvent

    from shared.eventstore.writer import Row


@dataclass(slots=True)
class Pending:
    """Rows that follow the `head` of the store, to be inserted together."""

    head: int
    rows: list[Row] = field(default_factory=list)
    # By the number of their aggregates' ids, whose hash costs nothing.
    _versions: dict[int, int] = field(default_factory=dict, init=False)

    def add(self, stored_events: Sequence[StoredEvent]) -> range:
        """Take these events; their positions.

        Raises `IntegrityError` when one does not follow what its aggregate has here.
        """
        versions, rows, position = self._versions, self.rows, self.head
        known = len(rows)
        for stored in stored_events:
            of, version = cast("UUID", stored.originator_id), stored.originator_version
            last = versions.get(of.int)
            if last is not None and version <= last:
                self._forget(known)
                raise IntegrityError(f"{of} has version {last} already")
            versions[of.int] = version
            position += 1
            rows.append(_row(position, stored))
        positions = range(self.head + 1, position + 1)
        self.head = position
        return positions

    def take_back(self, positions: range) -> None:
        """Forget the events that were added last."""
        self.head -= len(positions)
        self._forget(max(0, len(self.rows) - len(positions)))

    def _forget(self, after: int) -> None:
        del self.rows[after:]
        self._versions = {of.int: version for _, of, version, _, _ in self.rows}

    def written(self) -> None:
        """The database has been told."""
        self.rows.clear()
        self._versions.clear()

    def holds(self, originator_id: UUID) -> bool:
        """Whether the aggregate has an event here."""
        return originator_id.int in self._versions


def rows_of(positions: range, stored_events: Sequence[StoredEvent]) -> list[Row]:
    """The rows of the event table at these positions."""
    return [_row(*each) for each in zip(positions, stored_events, strict=True)]


def _row(position: int, stored: StoredEvent) -> Row:
    of = cast("UUID", stored.originator_id)
    return position, of, stored.originator_version, stored.topic, stored.state.decode()
