"""What `bloc` answers about people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec


class Stay(msgspec.Struct, frozen=True):
    """A time in a unit; `until` is the first day it was over."""

    unit_id: UUID
    since: date
    until: date | None = None


class Secondment(msgspec.Struct, frozen=True):
    """A time at work elsewhere: in one of our units, or with a body outside."""

    to_unit_id: UUID | None
    host: str | None
    since: date
    until: date | None = None


class Leave(msgspec.Struct, frozen=True):
    """A time on long leave."""

    kind: str
    since: date
    until: date | None = None


class Person(msgspec.Struct, frozen=True):
    """A person; the name is missing once their personal data is erased."""

    id: UUID
    gender: str
    unit_id: UUID | None = None
    stays: tuple[Stay, ...] = ()
    secondments: tuple[Secondment, ...] = ()
    leaves: tuple[Leave, ...] = ()
    full_name: str | None = None
    job_title: str | None = None


class PersonCard(Person, frozen=True):
    """A person with what is known of them by name, as far as the account may read it."""

    birth_date: date | None = None
    citizen_number: str | None = None
    email: str | None = None
    phone: str | None = None
    staff_number: str | None = None
