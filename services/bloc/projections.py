"""The directory: which units, people and blocs there are, folded from this service's facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.contracts import Envelope
from shared.contracts import bloc as facts


@dataclass(frozen=True)
class UnitEntry:
    """A unit as it stands."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date
    dissolved_on: date | None = None


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


@dataclass(frozen=True)
class LeaderEntry:
    """A leader and their unit."""

    person_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class BlocEntry:
    """A bloc as it stands: members in the order they joined."""

    id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...]
    unit_ids: tuple[UUID, ...] = ()
    head: LeaderEntry | None = None
    deputies: tuple[LeaderEntry, ...] = ()


Entry = UnitEntry | PersonEntry | BlocEntry


def evolve(entry: Entry | None, envelope: Envelope) -> Entry | None:
    """The entry a fact is about, after it. Facts of other kinds leave it as it is."""
    match entry, envelope.data:
        case None, facts.UnitRegistered() as fact:
            return UnitEntry(
                fact.unit_id,
                fact.name,
                fact.short_name,
                fact.kind,
                fact.legal_personality,
                fact.founded_on,
            )
        case UnitEntry(), facts.UnitRenamed() as fact:
            return replace(entry, name=fact.name, short_name=fact.short_name)
        case UnitEntry(), facts.UnitDissolved() as fact:
            return replace(entry, dissolved_on=fact.on)
        case None, facts.PersonEnrolled() as fact:
            stay = Stay(fact.unit_id, fact.on)
            return PersonEntry(fact.person_id, fact.gender, fact.unit_id, (stay,))
        case PersonEntry(), facts.PersonTransferred() as fact:
            stays = (*_ended(entry.stays, fact.on), Stay(fact.to_unit_id, fact.on))
            return replace(entry, unit_id=fact.to_unit_id, stays=stays)
        case PersonEntry(), facts.PersonLeft() as fact:
            return replace(entry, unit_id=None, stays=_ended(entry.stays, fact.on))
        case None, facts.BlocFormed() as fact:
            return BlocEntry(
                fact.bloc_id, fact.name, fact.year, fact.organiser, fact.formed_on, fact.basis
            )
        case BlocEntry(), facts.UnitJoinedBloc() as fact:
            return replace(entry, unit_ids=(*entry.unit_ids, fact.unit_id))
        case BlocEntry(), facts.UnitLeftBloc() as fact:
            rest = tuple(unit for unit in entry.unit_ids if unit != fact.unit_id)
            return replace(entry, unit_ids=rest)
        case BlocEntry(), facts.LeadershipAppointed() as fact:
            return replace(
                entry,
                head=_leader(fact.head),
                deputies=tuple(_leader(deputy) for deputy in fact.deputies),
            )
        case _:
            return entry


def _leader(leader: facts.Leader) -> LeaderEntry:
    return LeaderEntry(leader.person_id, leader.unit_id)


def _ended(stays: tuple[Stay, ...], on: date) -> tuple[Stay, ...]:
    return (*stays[:-1], replace(stays[-1], until=on))
