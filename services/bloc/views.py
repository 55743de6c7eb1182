"""Where the directory is kept, and the questions it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import zip_longest
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
from services.bloc.projections.presence import Presence, presences
from services.bloc.projections.rotation import Rotation, rotation_of
from services.bloc.projections.tree import Headcount, Tree, tree_on
from shared.catalogue.names import text_place, words_of
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

UNITS: Documents[UnitEntry] = Documents(
    "directory_units",
    UnitEntry,
    columns=[sa.Column("place", sa.Text(), index=True), sa.Column("words", sa.Text())],
    indexed=lambda unit: {"place": text_place(unit.name), "words": _words(unit)},
)

PEOPLE: Documents[PersonEntry] = Documents(
    "directory_people",
    PersonEntry,
    columns=[sa.Column("unit_id", sa.Uuid(), index=True)],
    indexed=lambda person: {"unit_id": person.unit_id},
)

PRESENCES: Documents[Presence] = Documents(
    "directory_presences",
    Presence,
    columns=[
        sa.Column("until", sa.Date()),
        sa.Column("since", sa.Date()),
        sa.Column("unit_id", sa.Uuid()),
        sa.Column("host_unit_id", sa.Uuid()),
        # Numbers, so that every database adds them up.
        sa.Column("female", sa.Integer()),
        sa.Column("on_leave", sa.Integer()),
        sa.Column("seconded", sa.Integer()),
        # Everything a headcount asks for: the table itself is not read.
        sa.Index(
            "directory_presences_by_day",
            *("until", "since", "unit_id", "host_unit_id", "female", "on_leave", "seconded"),
        ),
    ],
    indexed=lambda presence: (
        asdict(presence)
        | {name: int(getattr(presence, name)) for name in ("female", "on_leave", "seconded")}
    ),
)

BLOCS: Documents[BlocEntry] = Documents(
    "directory_blocs",
    BlocEntry,
    columns=[sa.Column("year", sa.Integer(), index=True)],
    indexed=lambda bloc: {"year": bloc.year},
)


DOCUMENTS: dict[Kind, Documents[Any]] = {"unit": UNITS, "person": PEOPLE, "bloc": BLOCS}


class Directory:
    """The projection `bloc-directory`: one document for each unit, person and bloc.

    Beside each person their days on the rolls are laid out, for the headcount of any day.
    """

    name = "bloc-directory"
    version = 5
    sources = ("bloc",)
    documents: Sequence[Documents[Any]] = (UNITS, PEOPLE, BLOCS, PRESENCES)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        kinds = [(fact, kind_touched(fact.data)) for fact in facts_in_order]
        touched = [(fact, DOCUMENTS[kind]) for fact, kind in kinds if kind is not None]
        batch.fetch_each((documents, fact.subject) for fact, documents in touched)
        for envelope, documents in touched:
            before = batch.get(documents, envelope.subject)
            entry = evolve(before, envelope)
            batch.put(documents, envelope.subject, entry)
            if isinstance(entry, PersonEntry):
                _lay_out(batch, before, entry)


def _lay_out(batch: Batch, before: PersonEntry | None, person: PersonEntry) -> None:
    """Keep the person's presences as they are now, in the place of those before."""
    old = () if before is None else presences(before)
    new = presences(person)
    keys = [f"{person.id}/{number}" for number in range(max(len(old), len(new)))]
    for key, was, now in zip_longest(keys, old, new):
        if now is not None and now != was:
            batch.put(PRESENCES, key, now)
    if gone := keys[len(new) :]:
        batch.delete(PRESENCES, gone)


def units(
    after: list[Any] | None, limit: int | None, query: str = ""
) -> Callable[[sa.Connection], list[UnitEntry]]:
    """Units in the order of their names; of a query each word begins one of such a name.

    A unit is found by what it was called before too.
    """
    columns = UNITS.table.c
    where = [columns.words.contains(f" {word}", autoescape=True) for word in words_of(query)]
    return lambda connection: UNITS.find(
        connection, *where, order_by=[columns.place], after=after, limit=limit
    )


def place_of(unit: UnitEntry) -> list[Any]:
    """Where a unit stands in the order of `units`."""
    return [text_place(unit.name), str(unit.id)]


def _words(unit: UnitEntry) -> str:
    former = [change.name for change in unit.changes if change.name is not None]
    # A unit is registered under the name that most have to this day.
    names = dict.fromkeys([unit.name, unit.short_name, *former])
    return "".join(f" {word}" for name in names for word in words_of(name))


def unit(unit_id: UUID) -> Callable[[sa.Connection], UnitEntry | None]:
    return lambda connection: UNITS.get(connection, str(unit_id))


def tree(day: date) -> Callable[[sa.Connection], Tree]:
    counts = headcounts(day)
    return lambda connection: tree_on(day, UNITS.find(connection), counts(connection))


def headcounts(day: date) -> Callable[[sa.Connection], dict[UUID, Headcount]]:
    """By unit: how many people were on its roll on a day, and how many came from others."""
    columns = PRESENCES.table.c
    query = (
        sa.select(
            columns.unit_id,
            columns.host_unit_id,
            sa.func.count(),
            sa.func.sum(columns.female),
            sa.func.sum(columns.on_leave),
            sa.func.sum(columns.seconded),
        )
        .where(columns.until > day, columns.since <= day)
        .group_by(columns.unit_id, columns.host_unit_id)
    )

    def answer(connection: sa.Connection) -> dict[UUID, Headcount]:
        roll, women, lent, guests, away = (Counter[UUID]() for _ in range(5))
        for unit_id, host_id, people, female, on_leave, seconded in connection.execute(query):
            roll[unit_id] += people
            women[unit_id] += female
            away[unit_id] += on_leave
            lent[unit_id] += seconded
            if host_id is not None:
                guests[host_id] += seconded
        return {
            unit: Headcount(roll[unit], women[unit], lent[unit], guests[unit], away[unit])
            for unit in {*roll, *guests}
        }

    return answer


def ids_of_people_in(unit_ids: Sequence[UUID]) -> Callable[[sa.Connection], list[UUID]]:
    """Everybody who is on the roll of one of these units now."""
    where = PEOPLE.table.c.unit_id.in_(unit_ids)
    query = sa.select(PEOPLE.table.c.key).where(where)
    return lambda connection: [UUID(key) for key in connection.execute(query).scalars()]


def people() -> Callable[[sa.Connection], list[PersonEntry]]:
    """Everybody, in no order that means anything."""
    return PEOPLE.find


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
