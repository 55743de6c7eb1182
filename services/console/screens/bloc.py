"""*Khối*: the bloc, its leadership, its members, and the people of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from shared.catalogue.names import is_found, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.console.client.bloc import Bloc, Leader
    from services.console.client.people import Person


@dataclass(frozen=True)
class Post:
    """Somebody who leads the bloc."""

    person: Party
    unit: Party


@dataclass(frozen=True)
class Member:
    """A member unit and how many people work there."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    people: int


@dataclass(frozen=True)
class Worker:
    """A person of the unit that is looked at."""

    id: UUID
    name: str | None
    job_title: str | None
    gender: str
    since: date | None


@dataclass(frozen=True)
class BlocScreen:
    """Everything on the page; `unit` is the member whose people are listed."""

    id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...]
    head: Post | None
    deputies: tuple[Post, ...]
    members: tuple[Member, ...]
    unit: Member | None
    query: str
    people: tuple[Worker, ...]


def compose(bloc: Bloc, names: Names, unit_id: UUID | None, query: str) -> BlocScreen:
    members = tuple(
        Member(
            unit.id,
            unit.name,
            unit.short_name,
            unit.kind,
            unit.legal_personality,
            sum(person.unit_id == unit.id for person in names.people.values()),
        )
        for unit in (names.units[i] for i in bloc.unit_ids if i in names.units)
    )
    shown = next((member for member in members if member.id == unit_id), None)
    if shown is None and members:
        shown = members[0]
    return BlocScreen(
        id=bloc.id,
        name=bloc.name,
        year=bloc.year,
        organiser=bloc.organiser,
        formed_on=bloc.formed_on,
        basis=bloc.basis,
        head=None if bloc.head is None else _post(bloc.head, names),
        deputies=tuple(_post(deputy, names) for deputy in bloc.deputies),
        members=members,
        unit=shown,
        query=query,
        people=() if shown is None else workers(_people_of(shown.id, names), query),
    )


def workers(people: Iterable[Person], query: str) -> tuple[Worker, ...]:
    """Those people whose name holds `query`, sorted by given name."""
    found = [
        Worker(
            person.id,
            person.full_name,
            person.job_title,
            person.gender,
            person.stays[-1].since if person.stays else None,
        )
        for person in people
        if is_found(query, person.full_name or "")
    ]
    return tuple(sorted(found, key=lambda worker: name_key(worker.name or "")))


def _people_of(unit_id: UUID, names: Names) -> list[Person]:
    return [person for person in names.people.values() if person.unit_id == unit_id]


def _post(leader: Leader, names: Names) -> Post:
    return Post(names.party(leader.person_id), names.party(leader.unit_id))
