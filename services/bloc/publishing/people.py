"""Events of people into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.bloc.domain import Person
from shared.contracts import Fact
from shared.contracts import bloc as facts

PersonEvent: TypeAlias = (
    Person.Created
    | Person.Transferred
    | Person.Seconded
    | Person.SecondmentEnded
    | Person.LeaveBegan
    | Person.LeaveEnded
    | Person.Left
    | Person.Returned
    | Person.CardCorrected
    | Person.Erased
)


def person_fact(event: PersonEvent) -> Fact:
    match event:
        # Who returns works in a unit from a day on, as who is new does: the same fact.
        case Person.Created() | Person.Returned():
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
        case Person.Seconded():
            return facts.PersonSeconded(
                person_id=event.originator_id,
                unit_id=event.unit_id,
                to_unit_id=event.to_unit_id,
                host=event.host,
                on=event.on,
            )
        case Person.SecondmentEnded():
            return facts.SecondmentEnded(
                person_id=event.originator_id, unit_id=event.unit_id, on=event.on
            )
        case Person.LeaveBegan():
            return facts.LeaveBegan(
                person_id=event.originator_id,
                unit_id=event.unit_id,
                kind=event.kind,
                on=event.on,
            )
        case Person.LeaveEnded():
            return facts.LeaveEnded(
                person_id=event.originator_id, unit_id=event.unit_id, on=event.on
            )
        case Person.Left():
            return facts.PersonLeft(
                person_id=event.originator_id,
                unit_id=event.unit_id,
                on=event.on,
                reason=event.reason,
            )
        case Person.CardCorrected():
            return facts.PersonCardCorrected(person_id=event.originator_id, fields=event.fields)
        case Person.Erased():
            return facts.PersonErased(
                person_id=event.originator_id, on=event.on, reason=event.reason
            )
    assert_never(event)
