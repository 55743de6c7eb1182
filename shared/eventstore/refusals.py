"""What a store refuses: an aggregate that is not there, is there, or has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from eventsourcing.domain import Aggregate


class AggregateNotFound(Exception):
    """There is no such aggregate; the identifier in the address is wrong."""

    def __init__(self, kind: type[Aggregate], aggregate_id: UUID) -> None:
        super().__init__(f"there is no {kind.__name__.lower()} {aggregate_id}")


class AggregateAlreadyExists(Exception):
    """The identifier is taken; choose another or leave it out."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(f"{aggregate_id} already exists; leave out `id` or choose another")


class VersionConflict(Exception):
    """Somebody changed the aggregate since the caller read it; read again, then decide."""

    def __init__(self, aggregate_id: UUID, expected: int | None, actual: int | None) -> None:
        self.expected_version = expected
        self.actual_version = actual
        super().__init__(
            f"{aggregate_id} changed meanwhile (expected version {expected}, found {actual}); "
            "read it again"
        )
