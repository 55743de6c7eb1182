"""Units of the organisation."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

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
