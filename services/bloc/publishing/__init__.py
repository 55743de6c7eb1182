"""What leaves this service: every event becomes exactly one fact."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.bloc.domain import Bloc, Person, Unit
from services.bloc.publishing.blocs import BlocEvent, bloc_fact
from services.bloc.publishing.people import PersonEvent, person_fact
from services.bloc.publishing.units import UnitEvent, unit_fact
from shared.contracts import Fact

__all__ = ["ServiceEvent", "to_fact"]

ServiceEvent: TypeAlias = UnitEvent | PersonEvent | BlocEvent


def to_fact(event: ServiceEvent) -> Fact:
    """Translate an event of this service's store into the published language."""
    match event:
        case (
            Unit.Created()
            | Unit.Renamed()
            | Unit.Moved()
            | Unit.Merged()
            | Unit.Split()
            | Unit.Dissolved()
            | Unit.Restored()
        ):
            return unit_fact(event)
        case (
            Person.Created()
            | Person.Transferred()
            | Person.Seconded()
            | Person.SecondmentEnded()
            | Person.LeaveBegan()
            | Person.LeaveEnded()
            | Person.Left()
            | Person.Returned()
            | Person.CardCorrected()
            | Person.Erased()
        ):
            return person_fact(event)
        case (
            Bloc.Created()
            | Bloc.UnitJoined()
            | Bloc.UnitLeft()
            | Bloc.LeadershipAppointed()
            | Bloc.Closed()
        ):
            return bloc_fact(event)
    assert_never(event)
