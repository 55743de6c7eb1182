"""The use cases of units."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.bloc.domain import Unit, UnitKind
from shared.eventstore import EventSourcedApplication


class UnitUseCases(EventSourcedApplication):
    """Registers units and tells what becomes of them."""

    def register_unit(
        self,
        unit_id: UUID,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
    ) -> None:
        self.save(Unit.register(unit_id, name, short_name, kind, legal_personality, founded_on))

    def rename_unit(
        self, unit_id: UUID, name: str, short_name: str, on: date, reason: str
    ) -> None:
        unit = self.load(Unit, unit_id)
        unit.rename(name, short_name, on, reason)
        self.save(unit)

    def dissolve_unit(
        self,
        unit_id: UUID,
        on: date,
        reason: str,
        into_unit_id: UUID | None,
        with_others: bool,
    ) -> None:
        unit = self.load(Unit, unit_id)
        successor = None if into_unit_id is None else self.load(Unit, into_unit_id).id
        unit.dissolve(on, reason, successor, with_others)
        self.save(unit)
