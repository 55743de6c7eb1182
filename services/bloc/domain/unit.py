"""Units of the organisation."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain.unit_refusals import (
    UnitAlreadyDissolved,
    UnitChangedTooEarly,
    UnitDissolvedIntoItself,
    UnitDissolvedTooEarly,
    UnitNotDissolved,
    UnitRestoredTooEarly,
    UnitsMissing,
    UnitUnderItself,
)

UnitKind = Literal["vu", "cuc", "cong", "van_phong", "khac"]


class Unit(Aggregate):
    """A unit of the organisation (Vụ, Cục, the Portal …)."""

    TOPIC = "unit"

    class Created(Aggregate.Created):
        TOPIC = "unit.registered"
        class_version = 2
        name: str
        short_name: str
        kind: UnitKind
        legal_personality: bool
        founded_on: date
        parent_id: UUID | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Units were not under one another."""
            state["parent_id"] = None

    class Renamed(Aggregate.Event):
        TOPIC = "unit.renamed"
        name: str
        short_name: str
        on: date
        reason: str

    class Moved(Aggregate.Event):
        TOPIC = "unit.moved"
        parent_id: UUID | None
        on: date
        reason: str

    class Merged(Aggregate.Event):
        TOPIC = "unit.merged"
        merged_unit_ids: tuple[UUID, ...]
        on: date
        reason: str

    class Split(Aggregate.Event):
        TOPIC = "unit.split"
        heir_unit_ids: tuple[UUID, ...]
        on: date
        reason: str

    class Dissolved(Aggregate.Event):
        TOPIC = "unit.dissolved"
        on: date
        reason: str
        into_unit_id: UUID | None
        with_others: bool

    class Restored(Aggregate.Event):
        TOPIC = "unit.restored"
        on: date
        reason: str

    @classmethod
    def register(
        cls,
        unit_id: UUID,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
        parent_id: UUID | None = None,
    ) -> Unit:
        if parent_id == unit_id:
            raise UnitUnderItself(f"{unit_id} names itself", unit=unit_id, parent=unit_id)
        return cls._create(
            cls.Created,
            id=unit_id,
            name=name,
            short_name=short_name,
            kind=kind,
            legal_personality=legal_personality,
            founded_on=founded_on,
            parent_id=parent_id,
        )

    def rename(self, name: str, short_name: str, on: date, reason: str) -> None:
        self.require_standing()
        self.trigger_event(self.Renamed, name=name, short_name=short_name, on=on, reason=reason)

    def move(
        self, parent_id: UUID | None, above: tuple[UUID, ...], on: date, reason: str
    ) -> None:
        """Put the unit below another, or at the top; `above` are all above that other one."""
        self._require_founded(on)
        if self.id in {parent_id, *above}:
            told = f"{parent_id} is {self.id} or below it; move that one first, or name another"
            raise UnitUnderItself(told, unit=self.id, parent=parent_id)
        self.trigger_event(self.Moved, parent_id=parent_id, on=on, reason=reason)

    def merge(self, merged_unit_ids: tuple[UUID, ...], on: date, reason: str) -> None:
        """Take the place of others beside being this unit; each of them ends by its own."""
        self._require_founded(on)
        self._require_others(merged_unit_ids)
        self.trigger_event(self.Merged, merged_unit_ids=merged_unit_ids, on=on, reason=reason)

    def split(self, heir_unit_ids: tuple[UUID, ...], on: date, reason: str) -> None:
        """Give part of this unit to each of these; it goes on unless dissolved as well."""
        self._require_founded(on)
        self._require_others(heir_unit_ids)
        self.trigger_event(self.Split, heir_unit_ids=heir_unit_ids, on=on, reason=reason)

    def dissolve(
        self, on: date, reason: str, into_unit_id: UUID | None, with_others: bool
    ) -> None:
        """End the unit; another one may take its place, alone or with others' units."""
        self.require_standing()
        if into_unit_id == self.id:
            raise self._names_itself()
        if on <= self.founded_on:
            raise UnitDissolvedTooEarly(
                f"{self.id} was founded on {self.founded_on}; name a later day",
                unit=self.id,
                founded_on=self.founded_on,
            )
        self.trigger_event(
            self.Dissolved,
            on=on,
            reason=reason,
            into_unit_id=into_unit_id,
            with_others=with_others,
        )

    def restore(self, on: date, reason: str) -> None:
        """Let the unit stand again; that none of its heirs does, the application has seen."""
        if self.dissolved_on is None:
            raise UnitNotDissolved(f"{self.id} stands", unit=self.id)
        if on < self.dissolved_on:
            raise UnitRestoredTooEarly(
                f"{self.id} was dissolved on {self.dissolved_on}; name that day or a later one",
                unit=self.id,
                dissolved_on=self.dissolved_on,
            )
        self.trigger_event(self.Restored, on=on, reason=reason)

    def require_standing(self, by: date | None = None) -> None:
        """Raises `UnitAlreadyDissolved`; before the day it ended a unit stood."""
        if self.dissolved_on is not None and (by is None or by >= self.dissolved_on):
            raise UnitAlreadyDissolved(
                f"{self.id} was dissolved on {self.dissolved_on}; name a unit that stands",
                unit=self.id,
                dissolved_on=self.dissolved_on,
            )

    def _require_founded(self, on: date) -> None:
        self.require_standing()
        if on < self.founded_on:
            raise UnitChangedTooEarly(
                f"{self.id} was founded on {self.founded_on}; name that day or a later one",
                unit=self.id,
                founded_on=self.founded_on,
            )

    def _require_others(self, unit_ids: tuple[UUID, ...]) -> None:
        if self.id in unit_ids:
            raise self._names_itself()
        if not unit_ids or len(set(unit_ids)) != len(unit_ids):
            raise UnitsMissing(f"{self.id} and {len(unit_ids)} others, some of them twice")

    def _names_itself(self) -> UnitDissolvedIntoItself:
        told = f"{self.id} cannot take its own place; name another unit"
        return UnitDissolvedIntoItself(told, unit=self.id)

    @event(Created)
    def __init__(
        self,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
        parent_id: UUID | None,
    ) -> None:
        self.name = name
        self.short_name = short_name
        self.kind = kind
        self.legal_personality = legal_personality
        self.founded_on = founded_on
        self.parent_id = parent_id
        self.dissolved_on: date | None = None
        # Who took the place of the unit when it ended; of its last split, when that was.
        self.heir_ids: tuple[UUID, ...] = ()
        self._split_on: date | None = None

    @event(Renamed)
    def _renamed(self, name: str, short_name: str) -> None:
        self.name = name
        self.short_name = short_name

    @event(Moved)
    def _moved(self, parent_id: UUID | None) -> None:
        self.parent_id = parent_id

    @event(Merged)
    def _merged(self) -> None:
        """The unit goes on as itself."""

    @event(Split)
    def _split(self, heir_unit_ids: tuple[UUID, ...], on: date) -> None:
        self.heir_ids = heir_unit_ids
        self._split_on = on

    @event(Dissolved)
    def _dissolved(self, on: date, into_unit_id: UUID | None) -> None:
        self.dissolved_on = on
        if into_unit_id is not None:
            self.heir_ids = (into_unit_id,)
        elif self._split_on != on:
            # Those who were given a part of it earlier did not take its place.
            self.heir_ids = ()

    @event(Restored)
    def _restored(self) -> None:
        self.dissolved_on = None
        self.heir_ids = ()
