"""The facts of title registrations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.contracts.covenant.titles import SubjectKind
from shared.contracts.envelope import Fact


class TitleRegistered(Fact, frozen=True, kw_only=True):
    """A subject aims at a title this year: a pledge, no legal basis (Law 06/2022, Art. 7)."""

    registration_id: UUID
    covenant_id: UUID
    unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    registered_on: date


class RegistrationReturned(Fact, frozen=True, kw_only=True):
    """A registration is given back to its unit, with a reason."""

    registration_id: UUID
    covenant_id: UUID
    unit_id: UUID
    reason: str
    returned_on: date


class TitleRegisteredAgain(Fact, frozen=True, kw_only=True):
    """A registration that was returned is made once more."""

    registration_id: UUID
    covenant_id: UUID
    unit_id: UUID
    registered_on: date
