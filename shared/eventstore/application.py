"""The base of every service's application: load, call, save, in one command's transaction."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import EventStore, IntegrityError, Mapper

from shared.eventstore.codec import EventCodec
from shared.eventstore.folding import Folding
from shared.eventstore.recent import Recent
from shared.eventstore.recorder import Alongside, EventRecorder
from shared.eventstore.refusals import (
    AggregateAlreadyExists,
    AggregateNotFound,
    VersionConflict,
)
from shared.eventstore.turn import Care

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa
    from eventsourcing.domain import DomainEventProtocol
    from eventsourcing.persistence import ApplicationRecorder, Recording, StoredEvent

    from shared.database import Database

A = TypeVar("A", bound=Aggregate)

# So many events of others are looked at one by one to see what they changed.
FEW = 1_000


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
    versions: dict[UUID, int] = field(default_factory=dict)
    saved: Aggregate | None = None
    stored: Sequence[StoredEvent] = ()
    positions: Sequence[int] = ()

    def hold(self, aggregate: Aggregate) -> None:
        """Note what is stored of an aggregate once the command ends well."""
        self.held.append(aggregate)
        self.versions[aggregate.id] = aggregate.version


_unit: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


class EventSourcedApplication(Application[UUID]):
    """Loads and saves aggregates in one service's store.

    Inside `unit_of_work()` all `save()` calls are committed together when the block ends, with
    whatever was handed to `also()`; outside it a `save()` commits at once.
    """

    def __init__(self, database: Database) -> None:
        self._event_recorder = EventRecorder(database)
        self.recent = Recent()
        self._folding = Folding(EventCodec())
        super().__init__(env={"PERSISTENCE_MODULE": "eventsourcing.popo"})

    @property
    def event_recorder(self) -> EventRecorder:
        return self._event_recorder

    def construct_mapper(self) -> Mapper[UUID]:
        return EventCodec()

    def construct_recorder(self) -> ApplicationRecorder:
        return self._event_recorder

    def construct_event_store(self) -> EventStore[UUID]:
        return EventStore(mapper=self.mapper, recorder=self.recorder)

    def prepare(self) -> None:
        """Open the store and create what is missing; blocks, and fails while it is away."""
        self._event_recorder.prepare()

    def load(self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate as it stands.

        Raises `AggregateNotFound`, and `VersionConflict` when it is the first one a command
        loads and the caller expected another version.
        """
        unit = _unit.get()
        aggregate = None
        if unit is not None and self._event_recorder.turn is not None:
            aggregate = self.recent.take(aggregate_id)
        if aggregate is None:
            aggregate = self._read(kind, aggregate_id)
        if not isinstance(aggregate, kind):
            raise AggregateNotFound(kind, aggregate_id)
        if unit is not None:
            unit.hold(aggregate)
            if unit.checked is None:
                unit.checked = aggregate
                if unit.expected_version not in {None, aggregate.version}:
                    raise VersionConflict(
                        aggregate_id, unit.expected_version, aggregate.version
                    )
        return aggregate

    def _read(self, kind: type[Aggregate], aggregate_id: UUID) -> Aggregate:
        found: Aggregate | None = None
        for stored in self._event_recorder.states_of(aggregate_id):
            found = self._folding.step(found, aggregate_id, stored)
        if found is None:
            raise AggregateNotFound(kind, aggregate_id)
        return found

    def catch_up(self, head: int) -> bool:
        """Forget what others changed until `head`; true when nobody did.

        To be called in a transaction in which nobody else appends, before anything is loaded.
        """
        recent = self.recent
        known = recent.head
        if known == head:
            return True
        if known is not None and 0 < head - known <= FEW:
            recent.forget(self._event_recorder.changed_after(known))
        else:
            recent.forget_all()
        recent.settle(head)
        return False

    def load_all(self, kind: type[A], aggregate_ids: Sequence[UUID]) -> dict[UUID, A]:
        """Those of these aggregates that exist and are of this kind, read at once."""
        found: dict[UUID, A] = {}
        for aggregate_id, stored in self._event_recorder.states_of_all(aggregate_ids):
            aggregate = self._folding.step(found.get(aggregate_id), aggregate_id, stored)
            if isinstance(aggregate, kind):
                found[aggregate_id] = aggregate
        return found

    def known(self, aggregate_ids: Sequence[UUID]) -> set[UUID]:
        """Those of these aggregates that exist, by this command too."""
        unit = _unit.get()
        begun = set() if unit is None else {event.originator_id for event in unit.events}
        return self._event_recorder.known(aggregate_ids) | begun.intersection(aggregate_ids)

    def exists(self, aggregate_id: UUID) -> bool:
        return bool(self._event_recorder.known([aggregate_id]))

    def save(
        self,
        *objs: Any,  # noqa: ANN401 (the library's own signature: here always aggregates)
        **_: Any,  # noqa: ANN401 (as above)
    ) -> list[Recording[UUID]]:
        """Store what these aggregates decided. Raises `AggregateAlreadyExists`."""
        unit = _unit.get()
        if unit is None:
            with self.unit_of_work():
                return self.save(*objs)
        events = [event for aggregate in objs for event in aggregate.collect_events()]
        new = [
            event.originator_id
            for event in events
            if event.originator_version == Aggregate.INITIAL_VERSION
        ]
        if new:
            for taken in self._taken(new):
                raise AggregateAlreadyExists(taken)
        unit.events += events
        for aggregate in objs:
            unit.hold(aggregate)
        if unit.saved is None and objs:
            unit.saved = cast("Aggregate", objs[0])
        return []

    def _taken(self, new: Sequence[UUID]) -> set[UUID]:
        """Those of these new aggregates that exist already.

        In a transaction that is not careful only what is at hand is asked: the table itself
        refuses the others, and the transaction is run again with more care.
        """
        turn = self._event_recorder.turn
        if turn is None or turn.care >= Care.LOOKED_UP:
            return self._event_recorder.known(new)
        return {each for each in new if turn.pending.holds(each) or self.recent.holds(each)}

    def also(self, effect: Alongside) -> None:
        """Run `effect(connection, positions)` in the transaction of the current command."""
        unit = _unit.get()
        if unit is None:
            raise RuntimeError("also() belongs inside a command")
        unit.alongside.append(effect)

    @contextmanager
    def unit_of_work(self, expected_version: int | None = None) -> Iterator[UnitOfWork]:
        """One command: everything saved inside is committed at the end, or none of it."""
        unit = UnitOfWork(expected_version)
        token = _unit.set(unit)
        try:
            yield unit
        finally:
            _unit.reset(token)
        self._commit(unit)

    def _commit(self, unit: UnitOfWork) -> None:
        unit.stored = [self.mapper.to_stored_event(event) for event in unit.events]

        def alongside(connection: sa.Connection, positions: Sequence[int]) -> None:
            for effect in unit.alongside:
                effect(connection, positions)

        recorder = self._event_recorder
        try:
            unit.positions = recorder.insert_events(
                unit.stored, alongside=alongside if unit.alongside else None
            )
        except IntegrityError as error:
            if unit.saved is None:
                raise
            raise VersionConflict(unit.saved.id, unit.expected_version, None) from error
        if recorder.turn is not None:
            for aggregate in unit.held:
                # What was decided and not saved is nobody's.
                whole = not aggregate.pending_events
                if whole and unit.versions[aggregate.id] == aggregate.version:
                    self.recent.put(aggregate)
