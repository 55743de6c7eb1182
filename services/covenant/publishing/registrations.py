"""Events of title registrations into published facts."""

from __future__ import annotations

from services.covenant.domain.registration import TitleRegistration
from shared.contracts import Fact
from shared.contracts import covenant as facts


def registration_fact(event: TitleRegistration.Created) -> Fact:
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
