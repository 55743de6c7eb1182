"""Which units are in an emulation bloc, so that its verdicts can be asked for by the bloc.

A bloc is of one year; a unit that left it is no longer looked at with it. All facts of a bloc
come from `bloc`, in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import Fact, bloc


@dataclass(frozen=True)
class BlocUnits:
    """A bloc and the units in it, in the order in which they joined."""

    bloc_id: UUID
    unit_ids: tuple[UUID, ...] = ()


def bloc_touched(fact: Fact) -> UUID | None:
    """The bloc that a unit joined or left, if the fact says so."""
    match fact:
        case bloc.UnitJoinedBloc(bloc_id=some_id) | bloc.UnitLeftBloc(bloc_id=some_id):
            return some_id
        case _:
            return None


def evolve(members: BlocUnits, fact: Fact) -> BlocUnits:
    """The bloc after the fact."""
    rest = members.unit_ids
    match fact:
        case bloc.UnitJoinedBloc(unit_id=unit):
            rest = (*(each for each in rest if each != unit), unit)
        case bloc.UnitLeftBloc(unit_id=unit):
            rest = tuple(each for each in rest if each != unit)
        case _:
            pass
    return BlocUnits(members.bloc_id, rest)
