"""What may happen to somebody of a ministry after its last year: one fact of each sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from shared.contracts import Envelope, awards, bloc
from tests.benchmarks.ministry import YEARS, Ministry
from tests.benchmarks.subjects import Person


def new_happenings(
    ministry: Ministry, people: Iterable[Person]
) -> Iterator[tuple[str, Envelope]]:
    """A rating put right, a discipline, a unit's rating and a transfer, for each person."""
    year, on = YEARS[-1], date(YEARS[-1] + 1, 1, 15)
    for person in people:
        record_id = ministry.new_id()
        rated = awards.RatingRecorded(
            record_id=record_id,
            subject_kind="person",
            subject_id=person.id,
            year=year,
            rating="GOOD",
            decision_number="7/QĐ-ĐC",
            decided_on=on,
        )
        yield "rating of a person", ministry.tell(record_id, rated)
        record_id = ministry.new_id()
        imposed = awards.DisciplineImposed(
            record_id=record_id,
            person_id=person.id,
            form="warning",
            decision_number="8/QĐ-KL",
            imposed_on=date(year, 6, 1),
        )
        yield "discipline of a person", ministry.tell(record_id, imposed)
        record_id = ministry.new_id()
        of_unit = awards.RatingRecorded(
            record_id=record_id,
            subject_kind="unit",
            subject_id=person.unit.id,
            year=year,
            rating="GOOD",
            decision_number="9/QĐ-ĐC",
            decided_on=on,
        )
        yield "rating of a unit", ministry.tell(record_id, of_unit)
        before = person.unit
        person.unit = ministry.chance.choice([u for u in ministry.units if u is not before])
        moved = bloc.PersonTransferred(
            person_id=person.id, from_unit_id=before.id, to_unit_id=person.unit.id, on=on
        )
        yield "transfer of a person", ministry.tell(person.id, moved)
