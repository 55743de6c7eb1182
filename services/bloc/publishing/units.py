"""Events of units into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.bloc.domain import Unit
from shared.contracts import Fact
from shared.contracts import bloc as facts

UnitEvent: TypeAlias = (
    Unit.Created
    | Unit.Renamed
    | Unit.Moved
    | Unit.Merged
    | Unit.Split
    | Unit.Dissolved
    | Unit.Restored
)


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
                parent_id=event.parent_id,
            )
        case Unit.Renamed():
            return facts.UnitRenamed(
                unit_id=event.originator_id,
                name=event.name,
                short_name=event.short_name,
                on=event.on,
                reason=event.reason,
            )
        case Unit.Moved():
            return facts.UnitMoved(
                unit_id=event.originator_id,
                parent_id=event.parent_id,
                on=event.on,
                reason=event.reason,
            )
        case Unit.Merged():
            return facts.UnitsMerged(
                unit_id=event.originator_id,
                merged_unit_ids=event.merged_unit_ids,
                on=event.on,
                reason=event.reason,
            )
        case Unit.Split():
            return facts.UnitSplit(
                unit_id=event.originator_id,
                heir_unit_ids=event.heir_unit_ids,
                on=event.on,
                reason=event.reason,
            )
        case Unit.Restored():
            return facts.UnitRestored(
                unit_id=event.originator_id, on=event.on, reason=event.reason
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
