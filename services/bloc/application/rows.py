"""What the rows of an intake do when they are recorded."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from services.bloc.domain import Gender, IdentityCard, UnitKind


class RegisterUnit(msgspec.Struct, frozen=True, tag=True):
    """A unit that is not there yet."""

    unit_id: UUID
    code: str
    name: str
    short_name: str
    kind: UnitKind
    legal_personality: bool
    founded_on: date
    parent_id: UUID | None = None


class ChangeUnit(msgspec.Struct, frozen=True, tag=True):
    """A unit that is there gets a code, another name or parent; with what was seen."""

    unit_id: UUID
    seen: tuple[str, str]
    seen_parent_id: UUID | None = None
    code: str | None = None
    renamed: tuple[str, str] | None = None
    parent_id: UUID | None = None
    on: date | None = None
    reason: str = ""


class EnrollPerson(msgspec.Struct, frozen=True, tag=True):
    """Somebody who is not there yet."""

    person_id: UUID
    unit_id: UUID
    gender: Gender
    card: IdentityCard
    on: date


class ChangePerson(msgspec.Struct, frozen=True, tag=True):
    """Somebody who is there: another card, another unit, or both; with what was seen."""

    person_id: UUID
    seen_unit_id: UUID
    seen_card: IdentityCard
    card: IdentityCard
    to_unit_id: UUID | None = None
    on: date | None = None


UnitRow = RegisterUnit | ChangeUnit
PersonRow = EnrollPerson | ChangePerson
