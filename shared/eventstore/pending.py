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
    _versions: dict[UUID | str, int] = field(default_factory=dict, init=False)

    def add(self, stored_events: Sequence[StoredEvent]) -> range:
        """Take these events; their positions.

        Raises `IntegrityError` when one does not follow what its aggregate has here.
        """
        versions = self._versions
        if versions:
            for stored in stored_events:
                last = versions.get(stored.originator_id)
                if last is not None and stored.originator_version <= last:
                    raise IntegrityError(f"{stored.originator_id} has version {last} already")
        positions = range(self.head + 1, self.head + 1 + len(stored_events))
        self.rows += rows_of(positions, stored_events)
        self.head += len(stored_events)
        for stored in stored_events:
            versions[stored.originator_id] = stored.originator_version
        return positions

    def take_back(self, positions: range) -> None:
        """Forget the events that were added last."""
        kept = self.rows[: len(self.rows) - len(positions)]
        self.head -= len(positions)
        self.written()
        self.rows += kept
        for _, originator_id, version, _, _ in kept:
            self._versions[originator_id] = version

    def written(self) -> None:
        """The database has been told."""
        self.rows.clear()
        self._versions.clear()

    def holds(self, originator_id: UUID | str) -> bool:
        """Whether the aggregate has an event here."""
        return originator_id in self._versions


def rows_of(positions: range, stored_events: Sequence[StoredEvent]) -> list[Row]:
    """The rows of the event table at these positions."""
    return [
        (
            position,
            cast("UUID", stored.originator_id),
            stored.originator_version,
            stored.topic,
            stored.state.decode(),
        )
        for position, stored in zip(positions, stored_events, strict=True)
    ]
