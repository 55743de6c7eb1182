"""Events of blocs into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.bloc.domain import Bloc, Leader
from shared.contracts import Fact
from shared.contracts import bloc as facts

BlocEvent: TypeAlias = (
    Bloc.Created | Bloc.UnitJoined | Bloc.UnitLeft | Bloc.LeadershipAppointed | Bloc.Closed
)


def bloc_fact(event: BlocEvent) -> Fact:
    match event:
        case Bloc.Created():
            return facts.BlocFormed(
                bloc_id=event.originator_id,
                name=event.name,
                year=event.year,
                organiser=event.organiser,
                formed_on=event.formed_on,
                basis=event.basis,
                period=event.period,
                starts_on=event.starts_on,
                ends_on=event.ends_on,
                predecessor_id=event.predecessor_id,
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
        case Bloc.Closed():
            return facts.BlocClosed(bloc_id=event.originator_id, on=event.on)
    assert_never(event)


def _leader(leader: Leader) -> facts.Leader:
    return facts.Leader(person_id=leader.person_id, unit_id=leader.unit_id)
