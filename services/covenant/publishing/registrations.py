"""Events of title registrations into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.registration import TitleRegistration
from shared.contracts import Fact
from shared.contracts import covenant as facts

RegistrationEvent: TypeAlias = (
    TitleRegistration.Created | TitleRegistration.Returned | TitleRegistration.RegisteredAgain
)


def registration_fact(event: RegistrationEvent) -> Fact:
    match event:
        case TitleRegistration.Created():
            return facts.TitleRegistered(
                registration_id=event.originator_id,
                covenant_id=event.covenant_id,
                unit_id=event.unit_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                registered_on=event.registered_on,
            )
        case TitleRegistration.Returned():
            return facts.RegistrationReturned(
                registration_id=event.originator_id,
                covenant_id=event.covenant_id,
                unit_id=event.unit_id,
                reason=event.reason,
                returned_on=event.returned_on,
            )
        case TitleRegistration.RegisteredAgain():
            return facts.TitleRegisteredAgain(
                registration_id=event.originator_id,
                covenant_id=event.covenant_id,
                unit_id=event.unit_id,
                registered_on=event.registered_on,
            )
    assert_never(event)
