"""Emulation blocs as they stand, folded from their facts."""

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


def evolve(entry: BlocEntry | None, fact: Fact) -> BlocEntry | None:
    """The bloc after a fact about it."""
    match entry, fact:
        case None, facts.BlocFormed():
            return BlocEntry(
                fact.bloc_id, fact.name, fact.year, fact.organiser, fact.formed_on, fact.basis
            )
        case BlocEntry(), facts.UnitJoinedBloc():
            return replace(entry, unit_ids=(*entry.unit_ids, fact.unit_id))
        case BlocEntry(), facts.UnitLeftBloc():
            rest = tuple(unit for unit in entry.unit_ids if unit != fact.unit_id)
            return replace(entry, unit_ids=rest)
        case BlocEntry(), facts.LeadershipAppointed():
            return replace(
                entry,
                head=_leader(fact.head),
                deputies=tuple(_leader(deputy) for deputy in fact.deputies),
            )
        case _:
            return entry


def _leader(leader: facts.Leader) -> LeaderEntry:
    return LeaderEntry(leader.person_id, leader.unit_id)
