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

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Secondment:
    """A time at work elsewhere: in one of our units, or with a body outside."""

    to_unit_id: UUID | None
    host: str | None
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Leave:
    """A time away on long leave."""

    kind: str
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class PersonEntry:
    """A person's way through the units; `unit_id` is none after they left."""

    id: UUID
    gender: str
    unit_id: UUID | None
    stays: tuple[Stay, ...]
    secondments: tuple[Secondment, ...] = ()
    leaves: tuple[Leave, ...] = ()
    erased_on: date | None = None

    def unit_on(self, day: date) -> UUID | None:
        """The unit on whose roll the person was on a day; of two on one day, the last told."""
        return next((stay.unit_id for stay in reversed(self.stays) if stay.covers(day)), None)

    def secondment_on(self, day: date) -> Secondment | None:
        return next((each for each in reversed(self.secondments) if each.covers(day)), None)

    def leave_on(self, day: date) -> Leave | None:
        return next((each for each in reversed(self.leaves) if each.covers(day)), None)


def evolve(entry: PersonEntry | None, fact: Fact) -> PersonEntry | None:
    """The person after a fact about them."""
    match entry, fact:
        case None, facts.PersonEnrolled():
            stay = Stay(fact.unit_id, fact.on)
            return PersonEntry(fact.person_id, fact.gender, fact.unit_id, (stay,))
        case PersonEntry(), facts.PersonEnrolled():
            # Somebody who had left is back.
            stays = (*entry.stays, Stay(fact.unit_id, fact.on))
            return replace(entry, unit_id=fact.unit_id, stays=stays)
        case PersonEntry(), facts.PersonTransferred():
            stays = (*_stays_ended(entry.stays, fact.on), Stay(fact.to_unit_id, fact.on))
            return replace(entry, unit_id=fact.to_unit_id, stays=stays)
        case PersonEntry(), facts.PersonLeft():
            return replace(entry, unit_id=None, stays=_stays_ended(entry.stays, fact.on))
        case PersonEntry(), facts.PersonSeconded():
            lent = Secondment(fact.to_unit_id, fact.host, fact.on)
            return replace(entry, secondments=(*entry.secondments, lent))
        case PersonEntry(), facts.SecondmentEnded() if entry.secondments:
            *before, last = entry.secondments
            return replace(entry, secondments=(*before, replace(last, until=fact.on)))
        case PersonEntry(), facts.LeaveBegan():
            return replace(entry, leaves=(*entry.leaves, Leave(fact.kind, fact.on)))
        case PersonEntry(), facts.LeaveEnded() if entry.leaves:
            return replace(entry, leaves=_ended(entry.leaves, fact.on))
        case PersonEntry(), facts.PersonErased():
            return replace(entry, erased_on=fact.on)
        case _:
            return entry


def _ended(leaves: tuple[Leave, ...], on: date) -> tuple[Leave, ...]:
    """Of the leaves that go on, the one that was told of last is over."""
    at = max((n for n, each in enumerate(leaves) if each.until is None), default=None)
    return tuple(replace(each, until=on) if n == at else each for n, each in enumerate(leaves))


def _stays_ended(stays: tuple[Stay, ...], on: date) -> tuple[Stay, ...]:
    return (*stays[:-1], replace(stays[-1], until=on))
