"""The headcount of any day is one query, and what counting everybody would give."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa

from services.bloc import views
from services.bloc.domain import BlocServiceError, Gender, Person
from services.bloc.projections import PersonEntry
from services.bloc.projections.tree import Headcount
from services.bloc.views import Directory
from shared.contracts import Fact, bloc
from shared.database import Database
from shared.readmodel import Batch
from tests.awards.samples import envelope
from tests.bloc.test_people import DAY, FIRST, OTHER, THIRD, UNIT, facts_of

LATER = date(2024, 8, 1)


@pytest.fixture
def database(store_url: Callable[[], str]) -> Iterator[Database]:
    database = Database(store_url(), "bloc_views")
    for documents in Directory.documents:
        database.create(documents.metadata)
    yield database
    database.close()


def project(database: Database, facts: Sequence[Fact], at_once: int) -> None:
    told = [
        msgspec.structs.replace(envelope("bloc", number, fact), subject=str(entity_of(fact)))
        for number, fact in enumerate(facts, start=1)
    ]
    for start in range(0, len(told), at_once):
        with database.write() as connection:
            batch = Batch(database, connection)
            Directory().project(told[start : start + at_once], batch)
            batch.flush()


def entity_of(fact: Fact) -> UUID:
    named = "unit_id" if isinstance(fact, bloc.UnitRegistered) else "person_id"
    entity: UUID = getattr(fact, named)
    return entity


def unit(unit_id: UUID, name: str, parent_id: UUID | None = None) -> Fact:
    return bloc.UnitRegistered(
        unit_id=unit_id,
        name=name,
        short_name=name,
        kind="vu",
        legal_personality=False,
        founded_on=FIRST,
        parent_id=parent_id,
    )


def test_the_tree_of_a_day_counts_who_was_there_then(database: Database) -> None:
    lent = Person.enroll(UUID(int=9), UNIT, "female", FIRST)
    lent.second(OTHER, None, DAY)
    lent.begin_leave("study", LATER)
    moved = Person.enroll(UUID(int=8), OTHER, "male", date(2024, 1, 1))
    moved.transfer(UNIT, LATER)
    facts = [unit(UNIT, "A"), unit(OTHER, "B", UNIT), *facts_of(lent), *facts_of(moved)]
    project(database, facts, at_once=3)

    with database.read() as connection:
        before, after, never = (
            views.tree(day)(connection) for day in (DAY, LATER, date(2019, 12, 31))
        )

    assert [(b.name, b.depth, b.with_below) for b in before.branches] == [
        ("A", 0, 2),
        ("B", 1, 1),
    ]
    assert [b.headcount for b in before.branches] == [
        Headcount(people=1, women=1, seconded_out=1),
        Headcount(people=1, seconded_in=1),
    ]
    assert [b.headcount for b in after.branches] == [
        Headcount(people=2, women=1, seconded_out=1, on_leave=1),
        Headcount(seconded_in=1),
    ]
    assert (before.people, after.people, never.branches) == (2, 2, ())


def test_the_query_counts_what_counting_everybody_would(database: Database) -> None:
    chance = Random(20)
    days = [FIRST + timedelta(days=30 * month) for month in range(60)]
    people = [life(UUID(int=number), chance, days) for number in range(40)]
    told = [facts_of(person) for person in people]
    facts = [told[0].pop(0), *(fact for each in told for fact in each)]
    project(database, facts, at_once=7)

    with database.read() as connection:
        everybody = views.people()(connection)
        counted = {day: views.headcounts(day)(connection) for day in days}
        plan = connection.execute(sa.text(PLANS[database.engine.dialect.name])).all()

    assert len(everybody) == len(people)
    assert counted == {day: by_hand(day, everybody) for day in days}
    assert sum(each.seconded_in for of_day in counted.values() for each in of_day.values())
    assert "directory_presences_by_day" in str(plan)


UNITS = (UNIT, OTHER, THIRD)
ACTS: tuple[Callable[[Person, UUID, date], None], ...] = (
    lambda person, unit_id, day: person.transfer(unit_id, day),
    lambda person, unit_id, day: person.second(unit_id, None, day),
    lambda person, _, day: person.second(None, "Ban Tổ chức Trung ương", day),
    lambda person, _, day: person.end_secondment(day),
    lambda person, _, day: person.begin_leave("study", day),
    lambda person, _, day: person.begin_leave("other", day - timedelta(days=90), day),
    lambda person, _, day: person.end_leave(day),
    lambda person, _, day: person.leave(day, "chuyển công tác"),
    lambda person, unit_id, day: person.come_back(unit_id, day),
)

# A small table is read whole by PostgreSQL whatever index there is; that it is there is asked.
PLANS = {
    "sqlite": "EXPLAIN QUERY PLAN SELECT unit_id, sum(female) FROM directory_presences"
    " WHERE until > '2024-01-01' AND since <= '2024-01-01' GROUP BY unit_id, host_unit_id",
    "postgresql": "SELECT indexname FROM pg_indexes",
}


def life(person_id: UUID, chance: Random, days: Sequence[date]) -> Person:
    """Somebody to whom things happen; what makes no sense is refused and did not happen."""
    gender: Gender = chance.choice(("female", "male"))
    person = Person.enroll(person_id, chance.choice(UNITS), gender, days[0])
    for day in sorted(chance.sample(days, 12)):
        for act in chance.sample(ACTS, 2):
            with contextlib.suppress(BlocServiceError):
                act(person, chance.choice(UNITS), day)
    return person


def by_hand(day: date, everybody: Sequence[PersonEntry]) -> dict[UUID, Headcount]:
    here = [(person.unit_on(day), person) for person in everybody]
    found = {}
    for unit_id in UNITS:
        roll = [person for at, person in here if at == unit_id]
        lent = [person.secondment_on(day) for at, person in here if at is not None]
        headcount = Headcount(
            people=len(roll),
            women=sum(person.gender == "female" for person in roll),
            seconded_out=sum(person.secondment_on(day) is not None for person in roll),
            seconded_in=sum(one is not None and one.to_unit_id == unit_id for one in lent),
            on_leave=sum(person.leave_on(day) is not None for person in roll),
        )
        if headcount != Headcount():
            found[unit_id] = headcount
    return found
