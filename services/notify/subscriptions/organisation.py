"""Units, people at work and blocs: the units concerned are told, and who leads the bloc.

An account belongs to a unit or a bloc, not to a person of the directory: where somebody is
transferred or back from leave, their units hear of it.
"""

from __future__ import annotations

from uuid import UUID

from services.notify.subscriptions.delivering import Addressed
from shared.contracts import Envelope, bloc


def addressed(envelope: Envelope) -> Addressed | None:
    match envelope.data:
        case bloc.LeadershipAppointed() as fact:
            return when_leadership_appointed_tell_the_leaders(fact)
        case bloc.UnitJoinedBloc() as fact:
            return when_unit_joined_bloc_tell_it(fact)
        case bloc.UnitLeftBloc() as fact:
            return when_unit_left_bloc_tell_it(fact)
        case bloc.BlocClosed() as fact:
            return when_bloc_closed_the_hand_over_pack_is_ready(fact)
        case bloc.UnitsMerged() as fact:
            return when_units_merged_tell_the_one_that_goes_on(fact)
        case bloc.UnitDissolved() as fact:
            return when_unit_dissolved_tell_it(fact)
        case bloc.UnitSplit() as fact:
            return when_unit_split_tell_it_and_its_heirs(fact)
        case bloc.PersonTransferred() as fact:
            return when_people_transferred_tell_both_units(fact)
        case bloc.LeaveEnded() as fact:
            return when_leave_ended_tell_the_unit(fact)
        case _:
            return None


def occasion_of(envelope: Envelope) -> str | None:
    """Many people may be transferred by one decision: each unit is told once of it."""
    match envelope.data:
        case bloc.PersonTransferred(from_unit_id=before, to_unit_id=after, on=on):
            return f"{envelope.correlation}/{before}/{after}/{on}"
        case _:
            return None


def when_leadership_appointed_tell_the_leaders(fact: bloc.LeadershipAppointed) -> Addressed:
    units = [fact.head.unit_id, *(deputy.unit_id for deputy in fact.deputies)]
    values = {
        "person_id": str(fact.head.person_id),
        "bloc_id": str(fact.bloc_id),
        "on": fact.on.isoformat(),
    }
    return [f"bloc_head@{fact.bloc_id}", *_of_units(*units)], "leadership_appointed", values


def when_unit_joined_bloc_tell_it(fact: bloc.UnitJoinedBloc) -> Addressed:
    values = {"bloc_id": str(fact.bloc_id), "on": fact.on.isoformat()}
    return _of_units(fact.unit_id), "unit_joined_bloc", values


def when_unit_left_bloc_tell_it(fact: bloc.UnitLeftBloc) -> Addressed:
    values = {
        "bloc_id": str(fact.bloc_id),
        "on": fact.on.isoformat(),
        "reason": fact.reason,
    }
    return _of_units(fact.unit_id), "unit_left_bloc", values


def when_leave_ended_tell_the_unit(fact: bloc.LeaveEnded) -> Addressed:
    values = {"person_id": str(fact.person_id), "on": fact.on.isoformat()}
    return [_officer(fact.unit_id)], "leave_ended", values


def when_bloc_closed_the_hand_over_pack_is_ready(fact: bloc.BlocClosed) -> Addressed:
    values = {"bloc_id": str(fact.bloc_id), "on": fact.on.isoformat()}
    return [f"bloc_head@{fact.bloc_id}", "emulation_officer"], "bloc_closed", values


def when_units_merged_tell_the_one_that_goes_on(fact: bloc.UnitsMerged) -> Addressed:
    """Each unit that ended is told of its own end."""
    values = {"count": str(len(fact.merged_unit_ids)), "on": fact.on.isoformat()}
    return _of_units(fact.unit_id), "units_merged", values


def when_unit_dissolved_tell_it(fact: bloc.UnitDissolved) -> Addressed:
    values = {"unit_id": str(fact.unit_id), "on": fact.on.isoformat(), "reason": fact.reason}
    if fact.into_unit_id is None:
        return _of_units(fact.unit_id), "unit_dissolved", values
    values["into_unit_id"] = str(fact.into_unit_id)
    return _of_units(fact.unit_id), "unit_succeeded", values


def when_unit_split_tell_it_and_its_heirs(fact: bloc.UnitSplit) -> Addressed:
    values = {"unit_id": str(fact.unit_id), "on": fact.on.isoformat(), "reason": fact.reason}
    return _of_units(fact.unit_id, *fact.heir_unit_ids), "unit_split", values


def when_people_transferred_tell_both_units(fact: bloc.PersonTransferred) -> Addressed:
    """Nobody is named: of many the message would name the first alone."""
    values = {
        "from_unit_id": str(fact.from_unit_id),
        "to_unit_id": str(fact.to_unit_id),
        "on": fact.on.isoformat(),
    }
    audiences = [_officer(fact.from_unit_id), _officer(fact.to_unit_id)]
    return audiences, "people_transferred", values


def _of_units(*unit_ids: UUID) -> list[str]:
    """Head and officer of each unit, once."""
    return [
        audience
        for unit_id in dict.fromkeys(unit_ids)
        for audience in (f"unit_head@{unit_id}", _officer(unit_id))
    ]


def _officer(unit_id: UUID) -> str:
    return f"unit_officer@{unit_id}"
