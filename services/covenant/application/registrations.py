"""The use cases of title registrations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.registration import TitleAlreadyRegistered, TitleRegistration
from services.covenant.domain.titles import SubjectKind
from shared.eventstore import EventSourcedApplication


class RegistrationUseCases(EventSourcedApplication):
    """Registers the titles that people and units aim at."""

    def register_title(
        self,
        covenant_id: UUID,
        *,
        unit_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        registered_on: date,
    ) -> None:
        registration_id = TitleRegistration.id_of(covenant_id, subject_id, award)
        if self.exists(registration_id):
            raise TitleAlreadyRegistered(registration_id, subject_id, award)
        registration = TitleRegistration.register(
            self.load(Covenant, covenant_id),
            unit_id=unit_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            award=award,
            registered_on=registered_on,
        )
        self.save(registration)
