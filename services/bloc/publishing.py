"""What leaves this service: every event becomes exactly one fact."""

from __future__ import annotations

from typing import assert_never

from services.bloc.domain import Bloc, Leader, Person, Unit
from shared.contracts import Fact
from shared.contracts import bloc as facts

BlocEvent = (
    Unit.Created
    | Unit.Renamed
    | Unit.Dissolved
    | Person.Created
    | Person.Transferred
    | Person.Left
    | Bloc.Created
    | Bloc.UnitJoined
    | Bloc.UnitLeft
    | Bloc.LeadershipAppointed
)


def to_fact(event: BlocEvent) -> Fact:
    """Translate an event of this service's store into the published language."""
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
        case Person.Created():
            return facts.PersonEnrolled(
                person_id=event.originator_id,
                unit_id=event.unit_id,
                gender=event.gender,
                on=event.on,
            )
        case Person.Transferred():
            return facts.PersonTransferred(
                person_id=event.originator_id,
                from_unit_id=event.from_unit_id,
                to_unit_id=event.to_unit_id,
                on=event.on,
            )
        case Person.Left():
            return facts.PersonLeft(
                person_id=event.originator_id,
                unit_id=event.unit_id,
                on=event.on,
                reason=event.reason,
            )
        case Bloc.Created():
            return facts.BlocFormed(
                bloc_id=event.originator_id,
                name=event.name,
                year=event.year,
                organiser=event.organiser,
                formed_on=event.formed_on,
                basis=event.basis,
            )
        case Bloc.UnitJoined():
            return facts.UnitJoinedBloc(
                bloc_id=event.originator_id, unit_id=event.unit_id, on=event.on
            )
        case Bloc.UnitLeft():
            return facts.UnitLeftBloc(
                bloc_id=event.originator_id,
                unit_id=event.unit_id,
                on=event.on,
                reason=event.reason,
            )
        case Bloc.LeadershipAppointed():
            return facts.LeadershipAppointed(
                bloc_id=event.originator_id,
                head=_leader(event.head),
                deputies=tuple(_leader(deputy) for deputy in event.deputies),
                on=event.on,
            )
        case _:
            assert_never(event)


def _leader(leader: Leader) -> facts.Leader:
    return facts.Leader(person_id=leader.person_id, unit_id=leader.unit_id)
