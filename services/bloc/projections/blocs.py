"""Emulation blocs as they stand and as they were, folded from their facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.contracts import Fact
from shared.contracts import bloc as facts


@dataclass(frozen=True)
class LeaderEntry:
    """A leader and their unit."""

    person_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class Membership:
    """A unit's time in a bloc: from `since`, to the day before `until` where it ended."""

    unit_id: UUID
    since: date
    until: date | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Term:
    """A leadership's time: from `since`, to the day before `until` where another followed."""

    head: LeaderEntry
    deputies: tuple[LeaderEntry, ...]
    since: date
    until: date | None = None


@dataclass(frozen=True)
class BlocEntry:
    """A bloc as it stands: members in the order they joined; who was a member and led, when."""

    id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...]
    unit_ids: tuple[UUID, ...] = ()
    head: LeaderEntry | None = None
    deputies: tuple[LeaderEntry, ...] = ()
    period: str = "calendar_year"
    starts_on: date | None = None
    ends_on: date | None = None
    predecessor_id: UUID | None = None
    closed_on: date | None = None
    memberships: tuple[Membership, ...] = ()
    terms: tuple[Term, ...] = ()


def evolve(entry: BlocEntry | None, fact: Fact) -> BlocEntry | None:
    """The bloc after a fact about it."""
    match entry, fact:
        case None, facts.BlocFormed():
            return BlocEntry(
                fact.bloc_id,
                fact.name,
                fact.year,
                fact.organiser,
                fact.formed_on,
                fact.basis,
                period=fact.period,
                # What was formed before there were school years is of a calendar year.
                starts_on=fact.starts_on or date(fact.year, 1, 1),
                ends_on=fact.ends_on or date(fact.year, 12, 31),
                predecessor_id=fact.predecessor_id,
            )
        case BlocEntry(), facts.UnitJoinedBloc():
            joined = Membership(fact.unit_id, fact.on)
            return replace(
                entry,
                unit_ids=(*entry.unit_ids, fact.unit_id),
                memberships=(*entry.memberships, joined),
            )
        case BlocEntry(), facts.UnitLeftBloc():
            rest = tuple(unit for unit in entry.unit_ids if unit != fact.unit_id)
            memberships = tuple(
                replace(each, until=fact.on, reason=fact.reason)
                if each.unit_id == fact.unit_id and each.until is None
                else each
                for each in entry.memberships
            )
            return replace(entry, unit_ids=rest, memberships=memberships)
        case BlocEntry(), facts.LeadershipAppointed():
            return _led(entry, fact)
        case BlocEntry(), facts.BlocClosed():
            return replace(entry, closed_on=fact.on)
        case _:
            return entry


def _led(entry: BlocEntry, fact: facts.LeadershipAppointed) -> BlocEntry:
    head = _leader(fact.head)
    deputies = tuple(_leader(deputy) for deputy in fact.deputies)
    ended = tuple(replace(last, until=fact.on) for last in entry.terms[-1:])
    terms = (*entry.terms[:-1], *ended, Term(head, deputies, fact.on))
    return replace(entry, head=head, deputies=deputies, terms=terms)


def _leader(leader: facts.Leader) -> LeaderEntry:
    return LeaderEntry(leader.person_id, leader.unit_id)
