"""The headcount of a day among twenty thousand people: `python -m tests.benchmarks.headcount`.

Everybody was enrolled in one of a thousand units; half were transferred once, every tenth was
lent and every tenth on leave. The one query is beside what reading everybody and counting
takes, in the same run and in turn, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from uuid import UUID, uuid4

import msgspec

from services.bloc import views
from services.bloc.domain import Person
from services.bloc.views import Directory
from shared.contracts import Envelope
from shared.database import Database
from shared.readmodel import Batch
from tests.awards.samples import envelope
from tests.bloc.test_people import facts_of
from tests.harness.postgres import postgres_url

PEOPLE = 20_000
UNITS = 1_000
AT_ONCE = 500
ASKED = 9
FIRST, DAY = date(2015, 1, 1), date(2024, 7, 1)


def told() -> Iterator[Envelope]:
    """The facts of everybody, person by person."""
    chance = Random(1)
    units = [UUID(int=chance.getrandbits(128)) for _ in range(UNITS)]
    position = 0
    for number in range(PEOPLE):
        home, next_one, host = chance.sample(units, 3)
        person = Person.enroll(uuid4(), home, "female", FIRST)
        if number % 2:
            person.transfer(next_one, FIRST + timedelta(chance.randrange(1, 3000)))
        if number % 10 == 0:
            person.second(host, None, DAY - timedelta(days=10))
        if number % 10 == 1:
            person.begin_leave("study", DAY - timedelta(days=10))
        for fact_of in facts_of(person):
            position += 1
            fact = envelope("bloc", position, fact_of)
            yield msgspec.structs.replace(fact, subject=str(person.id))


def measure(url: str) -> None:
    database = Database(url, "bloc_views")
    for documents in Directory.documents:
        database.create(documents.metadata)
    facts = list(told())
    begun = time.process_time()
    for start in range(0, len(facts), AT_ONCE):
        with database.write() as connection:
            batch = Batch(database, connection)
            Directory().project(facts[start : start + AT_ONCE], batch)
            batch.flush()
    _say(f"{len(facts)} facts folded: {time.process_time() - begun:.1f} s of processor time")
    query = [_took(database, _counted) for _ in range(ASKED)]
    reading = [_took(database, _read) for _ in range(ASKED)]
    _say(f"one query: {_middle(query)}")
    _say(f"everybody read: {_middle(reading)}")
    database.close()


def _counted(database: Database) -> dict[UUID, int]:
    with database.read() as connection:
        found = views.headcounts(DAY)(connection)
    return {unit: count.people for unit, count in found.items() if count.people}


def _read(database: Database) -> dict[UUID, int]:
    with database.read() as connection:
        rolls = (person.unit_on(DAY) for person in views.people()(connection))
        return Counter(unit for unit in rolls if unit is not None)


def _took(
    database: Database, ask: Callable[[Database], dict[UUID, int]]
) -> tuple[float, float]:
    """Milliseconds that passed, and those of this process's own."""
    begun, own = time.perf_counter(), time.process_time()
    found = ask(database)
    took = (time.perf_counter() - begun) * 1000, (time.process_time() - own) * 1000
    if sum(found.values()) != PEOPLE:
        raise RuntimeError(f"{sum(found.values())} of {PEOPLE} people counted")
    return took


def _middle(times: list[tuple[float, float]]) -> str:
    passed, own = (median(each) for each in zip(*times, strict=True))
    return f"{passed:.1f} ms, {own:.1f} ms of processor time here"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _say("SQLite")
        measure(f"sqlite:///{Path(folder) / 'views.sqlite'}")
        with postgres_url(Path(folder) / "pg") as url:
            _say("PostgreSQL")
            measure(url)


if __name__ == "__main__":
    main()
