"""The use cases of title registrations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.accession import Accession
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.registration import TitleRegistration
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
            known = self.load(TitleRegistration, registration_id)
            known.register_again(registered_on)
            self.save(known)
            return
        joined = self.exists(Accession.id_of(covenant_id, unit_id))
        registration = TitleRegistration.register(
            self.load(Covenant, covenant_id),
            unit_id=unit_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            award=award,
            registered_on=registered_on,
            joined=(unit_id,) if joined else (),
        )
        self.save(registration)

    def return_registration(
        self, registration_id: UUID, reason: str, returned_on: date
    ) -> None:
        registration = self.load(TitleRegistration, registration_id)
        registration.give_back(reason, returned_on)
        self.save(registration)

    async def covenant_of_registration(self, registration_id: UUID) -> Covenant:
        """The covenant a title was registered under, read off the writer thread."""

        def read() -> Covenant:
            registration = self.load(TitleRegistration, registration_id)
            return self.load(Covenant, registration.covenant_id)

        return await self.event_recorder.database.run(read)
