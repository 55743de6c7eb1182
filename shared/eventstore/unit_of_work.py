"""What one command has decided, until it is stored with its transaction."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from shared.eventstore.recorder import Alongside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    import sqlalchemy as sa
    from eventsourcing.domain import Aggregate, DomainEventProtocol
    from eventsourcing.persistence import StoredEvent


@dataclass(slots=True)
class UnitOfWork:
    """What one command has decided so far; nothing is stored before it ends well.

    The first aggregate loaded is the one whose version the caller may have named; the first
    one saved is the one whose version the caller is told.
    """

    expected_version: int | None = None
    events: list[DomainEventProtocol[UUID]] = field(default_factory=list)
    alongside: list[Alongside] = field(default_factory=list)
    checked: Aggregate | None = None
    held: list[Aggregate] = field(default_factory=list)
    # By the number of their ids, whose hash costs nothing.
    versions: dict[int, int] = field(default_factory=dict)
    saved: Aggregate | None = None
    stored: Sequence[StoredEvent] = ()
    positions: Sequence[int] = ()

    def run_alongside(self, connection: sa.Connection, positions: Sequence[int]) -> None:
        """What was handed to `also()`, in that order."""
        for effect in self.alongside:
            effect(connection, positions)

    def hold(self, aggregate: Aggregate) -> None:
        """Note what is stored of an aggregate once the command ends well."""
        self.held.append(aggregate)
        self.versions[aggregate.id.int] = aggregate.version


unit_at_work: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


class Working:
    """A block whose unit of work is committed when it ends well."""

    __slots__ = ("_commit", "_token", "_unit")

    def __init__(self, unit: UnitOfWork, commit: Callable[[UnitOfWork], None]) -> None:
        self._unit, self._commit = unit, commit

    def __enter__(self) -> UnitOfWork:
        self._token = unit_at_work.set(self._unit)
        return self._unit

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        unit_at_work.reset(self._token)
        if kind is None:
            self._commit(self._unit)
