"""People's ways through the units, folded from their facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.contracts import Fact
from shared.contracts import bloc as facts


@dataclass(frozen=True)
class Stay:
    """A time in a unit: from `since`, to the day before `until` where it ended."""

    unit_id: UUID
    since: date
    until: date | None = None


@dataclass(frozen=True)
class PersonEntry:
    """A person's way through the units; `unit_id` is none after they left."""

    id: UUID
    gender: str
    unit_id: UUID | None
    stays: tuple[Stay, ...]


def evolve(entry: PersonEntry | None, fact: Fact) -> PersonEntry | None:
    """The person after a fact about them."""
    match entry, fact:
        case None, facts.PersonEnrolled():
            stay = Stay(fact.unit_id, fact.on)
            return PersonEntry(fact.person_id, fact.gender, fact.unit_id, (stay,))
        case PersonEntry(), facts.PersonTransferred():
            stays = (*_ended(entry.stays, fact.on), Stay(fact.to_unit_id, fact.on))
            return replace(entry, unit_id=fact.to_unit_id, stays=stays)
        case PersonEntry(), facts.PersonLeft():
            return replace(entry, unit_id=None, stays=_ended(entry.stays, fact.on))
        case _:
            return entry


def _ended(stays: tuple[Stay, ...], on: date) -> tuple[Stay, ...]:
    return (*stays[:-1], replace(stays[-1], until=on))
