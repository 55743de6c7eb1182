"""The base of every service's application: load, call, save, in one command's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import EventStore, IntegrityError

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
from shared.eventstore.unit_of_work import UnitOfWork, Working, unit_at_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventsourcing.persistence import ApplicationRecorder, Recording

    from shared.database import Database

A = TypeVar("A", bound=Aggregate)

# So many events of others are looked at one by one to see what they changed.
FEW = 1_000


class EventSourcedApplication(Application[UUID]):
    """Loads and saves aggregates in one service's store.

    Inside `unit_of_work()` all `save()` calls are committed together when the block ends, with
    whatever was handed to `also()`; outside it a `save()` commits at once.
    """

    # The library's own, which `construct_mapper` makes.
    mapper: EventCodec

    def __init__(self, database: Database) -> None:
        self._event_recorder = EventRecorder(database)
        self.recent = Recent()
        self._folding = Folding(EventCodec())
        super().__init__(env={"PERSISTENCE_MODULE": "eventsourcing.popo"})

    @property
    def event_recorder(self) -> EventRecorder:
        return self._event_recorder

    def construct_mapper(self) -> EventCodec:
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
        unit = unit_at_work.get()
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
        unit = unit_at_work.get()
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
        unit = unit_at_work.get()
        if unit is None:
            with self.unit_of_work():
                return self.save(*objs)
        new, events = [], unit.events
        known = len(events)
        for aggregate in objs:
            decided = aggregate.collect_events()
            if decided and decided[0].originator_version == Aggregate.INITIAL_VERSION:
                new.append(aggregate.id)
            events += decided
        if new:
            for taken in self._taken(new):
                del events[known:]
                raise AggregateAlreadyExists(taken)
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
        unit = unit_at_work.get()
        if unit is None:
            raise RuntimeError("also() belongs inside a command")
        unit.alongside.append(effect)

    def unit_of_work(self, expected_version: int | None = None) -> Working:
        """One command: everything saved inside is committed at the end, or none of it."""
        return Working(UnitOfWork(expected_version), self._commit)

    def _commit(self, unit: UnitOfWork) -> None:
        unit.stored = [self.mapper.to_stored_event(event) for event in unit.events]
        recorder = self._event_recorder
        try:
            unit.positions = recorder.insert_events(
                unit.stored, alongside=unit.run_alongside if unit.alongside else None
            )
        except IntegrityError as error:
            if unit.saved is None:
                raise
            raise VersionConflict(unit.saved.id, unit.expected_version, None) from error
        if recorder.turn is not None:
            for aggregate in unit.held:
                # What was decided and not saved is nobody's.
                whole = not aggregate.pending_events
                if whole and unit.versions[aggregate.id.int] == aggregate.version:
                    self.recent.put(aggregate)
