"""Units of the organisation."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain.errors import BlocServiceError


class UnitAlreadyDissolved(BlocServiceError):
    """The unit is no more."""


class UnitDissolvedIntoItself(BlocServiceError):
    """A unit cannot take its own place."""


class UnitDissolvedTooEarly(BlocServiceError):
    """A unit ends after it was founded."""


UnitKind = Literal["vu", "cuc", "cong", "van_phong", "khac"]


class Unit(Aggregate):
    """A unit of the organisation (Vụ, Cục, the Portal …)."""

    TOPIC = "unit"

    class Created(Aggregate.Created):
        TOPIC = "unit.registered"
        name: str
        short_name: str
        kind: UnitKind
        legal_personality: bool
        founded_on: date

    class Renamed(Aggregate.Event):
        TOPIC = "unit.renamed"
        name: str
        short_name: str
        on: date
        reason: str

    class Dissolved(Aggregate.Event):
        TOPIC = "unit.dissolved"
        on: date
        reason: str
        into_unit_id: UUID | None
        with_others: bool

    @classmethod
    def register(
        cls,
        unit_id: UUID,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
    ) -> Unit:
        return cls._create(
            cls.Created,
            id=unit_id,
            name=name,
            short_name=short_name,
            kind=kind,
            legal_personality=legal_personality,
            founded_on=founded_on,
        )

    def rename(self, name: str, short_name: str, on: date, reason: str) -> None:
        self._require_standing()
        self.trigger_event(self.Renamed, name=name, short_name=short_name, on=on, reason=reason)

    def dissolve(
        self, on: date, reason: str, into_unit_id: UUID | None, with_others: bool
    ) -> None:
        """End the unit; another one may take its place, alone or with others' units."""
        self._require_standing()
        if into_unit_id == self.id:
            raise UnitDissolvedIntoItself(f"{self.id} names itself")
        if on <= self.founded_on:
            raise UnitDissolvedTooEarly(f"{self.id} was founded on {self.founded_on}")
        self.trigger_event(
            self.Dissolved,
            on=on,
            reason=reason,
            into_unit_id=into_unit_id,
            with_others=with_others,
        )

    def _require_standing(self) -> None:
        if self.dissolved_on is not None:
            raise UnitAlreadyDissolved(f"{self.id} was dissolved on {self.dissolved_on}")

    @event(Created)
    def __init__(
        self,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
    ) -> None:
        self.name = name
        self.short_name = short_name
        self.kind = kind
        self.legal_personality = legal_personality
        self.founded_on = founded_on
        self.dissolved_on: date | None = None

    @event(Renamed)
    def _renamed(self, name: str, short_name: str) -> None:
        self.name = name
        self.short_name = short_name

    @event(Dissolved)
    def _dissolved(self, on: date) -> None:
        self.dissolved_on = on
