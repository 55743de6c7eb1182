"""Where the directory is kept, and the questions it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.bloc.projections import (
    BlocEntry,
    Kind,
    PersonEntry,
    UnitEntry,
    evolve,
    kind_touched,
)
from services.bloc.projections.rotation import Rotation, rotation_of
from services.bloc.projections.tree import Tree, tree_on
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

UNITS: Documents[UnitEntry] = Documents("directory_units", UnitEntry)

PEOPLE: Documents[PersonEntry] = Documents(
    "directory_people",
    PersonEntry,
    columns=[sa.Column("unit_id", sa.Uuid(), index=True)],
    indexed=lambda person: {"unit_id": person.unit_id},
)

BLOCS: Documents[BlocEntry] = Documents(
    "directory_blocs",
    BlocEntry,
    columns=[sa.Column("year", sa.Integer(), index=True)],
    indexed=lambda bloc: {"year": bloc.year},
)


DOCUMENTS: dict[Kind, Documents[Any]] = {"unit": UNITS, "person": PEOPLE, "bloc": BLOCS}


class Directory:
    """The projection `bloc-directory`: one document for each unit, person and bloc."""

    name = "bloc-directory"
    version = 3
    sources = ("bloc",)
    documents: Sequence[Documents[Any]] = (UNITS, PEOPLE, BLOCS)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        for envelope in facts_in_order:
            kind = kind_touched(envelope.data)
            if kind is None:
                continue
            documents = DOCUMENTS[kind]
            entry = evolve(batch.get(documents, envelope.subject), envelope)
            batch.put(documents, envelope.subject, entry)


def units(
    after: list[Any] | None, limit: int | None
) -> Callable[[sa.Connection], list[UnitEntry]]:
    return lambda connection: UNITS.find(connection, after=after, limit=limit)


def unit(unit_id: UUID) -> Callable[[sa.Connection], UnitEntry | None]:
    return lambda connection: UNITS.get(connection, str(unit_id))


def tree(day: date) -> Callable[[sa.Connection], Tree]:
    return lambda connection: tree_on(day, UNITS.find(connection), PEOPLE.find(connection))


def ids_of_people_in(unit_ids: Sequence[UUID]) -> Callable[[sa.Connection], list[UUID]]:
    """Everybody who is on the roll of one of these units now."""
    where = PEOPLE.table.c.unit_id.in_(unit_ids)
    return lambda connection: [person.id for person in PEOPLE.find(connection, where)]


def people(
    unit_id: UUID | None,
    ids: Sequence[UUID] | None,
    after: list[Any] | None,
    limit: int | None,
) -> Callable[[sa.Connection], list[PersonEntry]]:
    """People of a unit as it stands, or those with given ids, or all."""
    where: list[sa.ColumnElement[bool]] = []
    if unit_id is not None:
        where.append(PEOPLE.table.c.unit_id == unit_id)
    if ids is not None:
        where.append(PEOPLE.table.c.key.in_([str(person_id) for person_id in ids]))
    return lambda connection: PEOPLE.find(connection, *where, after=after, limit=limit)


def people_of(ids: Sequence[UUID]) -> Callable[[sa.Connection], dict[UUID, PersonEntry]]:
    """These people, however many."""
    keys = [str(person_id) for person_id in ids]
    return lambda connection: {
        person.id: person for person in PEOPLE.get_all(connection, keys).values()
    }


def person(person_id: UUID) -> Callable[[sa.Connection], PersonEntry | None]:
    return lambda connection: PEOPLE.get(connection, str(person_id))


def blocs(year: int | None) -> Callable[[sa.Connection], list[BlocEntry]]:
    where = [] if year is None else [BLOCS.table.c.year == year]
    order = [BLOCS.table.c.year]
    return lambda connection: BLOCS.find(connection, *where, order_by=order)


def bloc(bloc_id: UUID) -> Callable[[sa.Connection], BlocEntry | None]:
    return lambda connection: BLOCS.get(connection, str(bloc_id))


def rotation(bloc_id: UUID) -> Callable[[sa.Connection], Rotation | None]:
    """The rotation of a bloc through those it followed; none if there is no such bloc."""

    def answer(connection: sa.Connection) -> Rotation | None:
        chain: list[BlocEntry] = []
        at: UUID | None = bloc_id
        while at is not None:
            found = BLOCS.get(connection, str(at))
            if found is None:
                break
            chain.insert(0, found)
            at = found.predecessor_id
        return rotation_of(chain) if chain else None

    return answer
