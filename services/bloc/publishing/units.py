"""Events of units into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.bloc.domain import Unit
from shared.contracts import Fact
from shared.contracts import bloc as facts

UnitEvent: TypeAlias = Unit.Created | Unit.Renamed | Unit.Dissolved


def unit_fact(event: UnitEvent) -> Fact:
    match event:
        case Unit.Created():
            return facts.UnitRegistered(
                unit_id=event.originator_id,
                name=event.name,
                short_name=event.short_name,
                kind=event.kind,
                legal_personality=event.legal_personality,
                founded_on=event.founded_on,
            )
        case Unit.Renamed():
            return facts.UnitRenamed(
                unit_id=event.originator_id,
                name=event.name,
                short_name=event.short_name,
                on=event.on,
                reason=event.reason,
            )
        case Unit.Dissolved():
            return facts.UnitDissolved(
                unit_id=event.originator_id,
                on=event.on,
                reason=event.reason,
                into_unit_id=event.into_unit_id,
                with_others=event.with_others,
            )
    assert_never(event)
