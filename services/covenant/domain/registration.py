"""A title that a subject aims at this year: a pledge under a covenant, not a legal basis."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import CovenantNotOpen, CovenantUnitNotParty
from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.domain.titles import SubjectKind, check_title

REGISTRATIONS: Final = UUID("3b1f0f5e-6a0c-5d0e-9a51-6d1f4c0b7e21")


class TitleRegistration(Aggregate):
    TOPIC = "title_registration"

    class Created(Aggregate.Created):
        TOPIC = "title_registration.registered"
        covenant_id: UUID
        unit_id: UUID
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        registered_on: date

    class Returned(Aggregate.Event):
        TOPIC = "title_registration.returned"
        covenant_id: UUID
        unit_id: UUID
        reason: str
        returned_on: date

    class RegisteredAgain(Aggregate.Event):
        TOPIC = "title_registration.registered_again"
        covenant_id: UUID
        unit_id: UUID
        registered_on: date

    @staticmethod
    def id_of(covenant_id: UUID, subject_id: UUID, award: str) -> UUID:
        """The one id a subject's registration for a title under a covenant can have.

        The store refuses a second aggregate with an id it holds: so nobody registers twice,
        however close together two requests arrive.
        """
        return uuid5(REGISTRATIONS, f"{covenant_id}/{subject_id}/{award}")

    # Commands decide. They may refuse.

    @classmethod
    def register(
        cls,
        covenant: Covenant,
        *,
        unit_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        registered_on: date,
        joined: tuple[UUID, ...] = (),
    ) -> TitleRegistration:
        """Register a title through a unit that is a party to a covenant whose text is fixed.

        `joined` are the units that joined the covenant later.
        """
        if covenant.state == "draft":
            raise CovenantNotOpen
        if unit_id not in (*covenant.unit_ids, *joined):
            raise CovenantUnitNotParty(unit_id)
        check_title(award, subject_kind)
        if subject_kind == "unit" and subject_id != unit_id:
            raise TitleRegisteredByOtherUnit(subject_id, unit_id)
        return cls._create(
            cls.Created,
            id=cls.id_of(covenant.id, subject_id, award),
            covenant_id=covenant.id,
            unit_id=unit_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            award=award,
            year=covenant.year,
            registered_on=registered_on,
        )

    def give_back(self, reason: str, returned_on: date) -> None:
        """Return it to its unit, with a reason."""
        if self.returned:
            raise TitleRegistrationReturned(self.id)
        if not reason.strip():
            raise RegistrationReturnedWithoutReason
        self._returned(self.covenant_id, self.unit_id, reason, returned_on)

    def register_again(self, registered_on: date) -> None:
        """Register what was returned once more."""
        if not self.returned:
            raise TitleAlreadyRegistered(self.id, self.subject_id, self.award)
        self._registered_again(self.covenant_id, self.unit_id, registered_on)

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self, *, covenant_id: UUID, unit_id: UUID, subject_id: UUID, award: str
    ) -> None:
        self.covenant_id = covenant_id
        self.unit_id = unit_id
        self.subject_id = subject_id
        self.award = award
        self.returned = False

    @event(Returned)
    def _returned(
        self, covenant_id: UUID, unit_id: UUID, reason: str, returned_on: date
    ) -> None:
        del covenant_id, unit_id, reason, returned_on  # For readers of the event.
        self.returned = True

    @event(RegisteredAgain)
    def _registered_again(self, covenant_id: UUID, unit_id: UUID, registered_on: date) -> None:
        del covenant_id, unit_id, registered_on  # As above.
        self.returned = False


class TitleRegisteredByOtherUnit(CovenantServiceError):
    def __init__(self, subject_id: UUID, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} cannot register a title for unit {subject_id}; "
            "each unit registers its own.",
        )


class TitleRegistrationReturned(CovenantServiceError):
    def __init__(self, registration_id: UUID) -> None:
        super().__init__(
            f"The registration {registration_id} was returned already; its unit decides now.",
        )


class RegistrationReturnedWithoutReason(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("A registration is returned with a reason; write it.")


class TitleAlreadyRegistered(CovenantServiceError):
    def __init__(self, registration_id: UUID, subject_id: UUID, award: str) -> None:
        super().__init__(
            f"{subject_id} is registered for {award} under this covenant already, as "
            f"{registration_id}; there is nothing left to do.",
        )
