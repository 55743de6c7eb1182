"""The headcount of a day among twenty thousand people: `make bench B=headcount`.

Everybody was enrolled in one of a thousand units; half were transferred once, every tenth was
lent and every tenth on leave. The one query is beside what reading everybody and counting
takes, in the same run and in turn, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import msgspec

from services.bloc import views
from services.bloc.domain import Person
from services.bloc.views import Directory
from shared.contracts import Envelope
from shared.database import Database
from shared.readmodel import Batch
from tests.awards.samples import envelope
from tests.benchmarks.aims import Store
from tests.benchmarks.frame import Rounds, Run, durable, measuring, postgres
from tests.bloc.test_people import facts_of

PEOPLE = 20_000
UNITS = 1_000
AT_ONCE = 500
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


def measure(run: Run, store: Store, url: str) -> None:
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
    took = round(time.process_time() - begun, 1)
    run.tell(f"{store} processor s", {f"{len(facts)} facts folded": took})
    passed, own = Rounds(), Rounds()
    ways = {"one query": _counted, "everybody read": _read}
    for way in passed.turns(*ways):
        milliseconds = _took(database, ways[way])
        passed.add(way, milliseconds[0])
        own.add(way, milliseconds[1])
    run.tell(f"{store} ms", passed)
    run.tell(f"{store} processor ms", own)
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


def main() -> None:
    with (
        measuring("headcount", people=PEOPLE, units=UNITS) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        measure(run, "sqlite", f"sqlite:///{Path(folder) / 'views.sqlite'}")
        with postgres(Path(folder) / "pg") as url:
            run.result.settings["postgresql"] = durable(url)
            measure(run, "postgresql", url)


if __name__ == "__main__":
    main()
