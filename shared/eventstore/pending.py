"""What a group of commands appended and the database was not told yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventsourcing.persistence import StoredEvent


@dataclass
class Pending:
    """Rows that follow the `head` of the store, to be inserted together."""

    head: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    in_effect: bool = False
    _versions: dict[UUID | str, int] = field(default_factory=dict, init=False)

    def add(self, stored_events: Sequence[StoredEvent]) -> range:
        """Take these events; their positions.

        Raises `IntegrityError` when one does not follow what its aggregate has here.
        """
        for stored in stored_events:
            last = self._versions.get(stored.originator_id)
            if last is not None and stored.originator_version <= last:
                raise IntegrityError(f"{stored.originator_id} has version {last} already")
        positions = range(self.head + 1, self.head + 1 + len(stored_events))
        self._note(rows_of(positions, stored_events))
        return positions

    def take_back(self, positions: range) -> None:
        """Forget the events that were added last."""
        kept = self.rows[: len(self.rows) - len(positions)]
        self.head -= len(positions) + len(kept)
        self.written()
        self._note(kept)

    def written(self) -> None:
        """The database has been told."""
        self.rows.clear()
        self._versions.clear()

    def holds(self, originator_id: UUID | str) -> bool:
        """Whether the aggregate has an event here."""
        return originator_id in self._versions

    def _note(self, rows: list[dict[str, Any]]) -> None:
        self.rows += rows
        self.head += len(rows)
        for row in rows:
            self._versions[row["originator_id"]] = row["originator_version"]


def rows_of(positions: range, stored_events: Sequence[StoredEvent]) -> list[dict[str, Any]]:
    """The rows of the event table at these positions."""
    return [
        {
            "position": position,
            "originator_id": stored.originator_id,
            "originator_version": stored.originator_version,
            "topic": stored.topic,
            "state": stored.state.decode(),
        }
        for position, stored in zip(positions, stored_events, strict=True)
    ]
