"""People are lent, on leave, gone and back; the headcount of any day follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.bloc.domain import Person, PersonAlreadyThere
from services.bloc.domain.person_refusals import (
    AbsenceTooEarly,
    HostMissing,
    MoveTooEarly,
    PersonAlreadyOnLeave,
    PersonAlreadySeconded,
    PersonNotOnLeave,
    PersonNotSeconded,
    PersonStillHere,
)
from services.bloc.projections import PersonEntry, UnitEntry, evolve
from services.bloc.projections.tree import Headcount, tree_on
from services.bloc.publishing import to_fact
from shared.contracts import Fact, bloc
from tests.awards.samples import envelope

UNIT, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
FIRST, DAY = date(2020, 1, 1), date(2024, 7, 1)


@pytest.fixture
def person() -> Person:
    return Person.enroll(UUID(int=9), UNIT, "female", FIRST)


def facts_of(person: Person) -> list[Fact]:
    return [
        to_fact(event)  # type: ignore[arg-type]  # events of this service
        for event in person.pending_events
    ]


def folded(person: Person) -> PersonEntry:
    entry = None
    for number, fact in enumerate(facts_of(person), start=1):
        entry = evolve(entry, envelope("bloc", number, fact))
    assert isinstance(entry, PersonEntry)
    return entry


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (lambda person: person.second(None, None, DAY), HostMissing),
        (lambda person: person.second(OTHER, "Ban", DAY), HostMissing),
        (lambda person: person.second(UNIT, None, DAY), PersonAlreadyThere),
        (lambda person: person.second(OTHER, None, date(2019, 1, 1)), MoveTooEarly),
        (lambda person: person.end_secondment(DAY), PersonNotSeconded),
        (lambda person: person.begin_leave("study", date(2019, 1, 1)), AbsenceTooEarly),
        (lambda person: person.end_leave(DAY), PersonNotOnLeave),
        (lambda person: person.come_back(OTHER, DAY), PersonStillHere),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(
    person: Person, command: Callable[[Person], None], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        command(person)


def test_an_absence_ends_before_another_begins_and_not_before_it_began(person: Person) -> None:
    person.second(OTHER, None, DAY)
    person.begin_leave("maternity", DAY)
    with pytest.raises(PersonAlreadySeconded):
        person.second(THIRD, None, DAY)
    with pytest.raises(PersonAlreadyOnLeave):
        person.begin_leave("study", DAY)
    with pytest.raises(AbsenceTooEarly):
        person.end_secondment(FIRST)
    with pytest.raises(AbsenceTooEarly):
        person.end_leave(FIRST)


def test_who_leaves_is_neither_lent_nor_on_leave_any_more(person: Person) -> None:
    person.second(None, "Ban Tổ chức Trung ương", DAY)
    person.begin_leave("study", DAY)
    person.leave(date(2024, 9, 1), "nghỉ việc")
    entry = folded(person)
    (lent,), (leave,), (stay,) = entry.secondments, entry.leaves, entry.stays
    assert {lent.until, leave.until, stay.until} == {date(2024, 9, 1)}


def test_who_moves_to_the_host_is_seconded_no_more_but_stays_on_leave(person: Person) -> None:
    person.second(OTHER, None, DAY)
    person.begin_leave("maternity", DAY)
    person.transfer(THIRD, date(2024, 8, 1))
    still_lent = person.seconded_since
    person.transfer(OTHER, date(2024, 9, 1))
    assert (still_lent, person.seconded_since, person.on_leave_since) == (DAY, None, DAY)


def test_who_comes_back_is_enrolled_again_for_every_reader(person: Person) -> None:
    person.leave(DAY, "chuyển công tác")
    person.come_back(OTHER, date(2025, 1, 1))
    *_, last = facts_of(person)
    assert last == bloc.PersonEnrolled(
        person_id=person.id, unit_id=OTHER, gender="female", on=date(2025, 1, 1)
    )
    entry = folded(person)
    days = (date(2024, 6, 30), DAY, date(2024, 12, 31), date(2025, 1, 1))
    assert [entry.unit_on(day) for day in days] == [UNIT, None, None, OTHER]


def unit(unit_id: UUID, name: str, parent_id: UUID | None = None) -> UnitEntry:
    fact = bloc.UnitRegistered(
        unit_id=unit_id,
        name=name,
        short_name=name,
        kind="vu",
        legal_personality=False,
        founded_on=FIRST,
        parent_id=parent_id,
    )
    entry = evolve(None, envelope("bloc", 1, fact))
    assert isinstance(entry, UnitEntry)
    return entry


def test_the_tree_of_a_day_counts_who_was_there_then(person: Person) -> None:
    person.second(OTHER, None, DAY)
    person.begin_leave("study", date(2024, 8, 1))
    second = Person.enroll(UUID(int=8), OTHER, "male", date(2024, 1, 1))
    second.transfer(UNIT, date(2024, 8, 1))
    units = [unit(UNIT, "A"), unit(OTHER, "B", UNIT)]
    people = [folded(person), folded(second)]

    before, after = (tree_on(day, units, people) for day in (DAY, date(2024, 8, 1)))

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
    assert (before.people, after.people) == (2, 2)
    assert tree_on(date(2019, 12, 31), units, people).branches == ()


def test_what_was_under_a_merged_unit_is_under_its_heir_and_no_circle_hides_a_unit() -> None:
    child = unit(THIRD, "C", OTHER)
    gone = evolve(
        unit(OTHER, "B"),
        envelope(
            "bloc", 2, bloc.UnitDissolved(unit_id=OTHER, on=DAY, reason="x", into_unit_id=UNIT)
        ),
    )
    assert isinstance(gone, UnitEntry)

    merged = tree_on(DAY, [unit(UNIT, "A"), gone, child], [])
    circle = tree_on(DAY, [unit(UNIT, "A", OTHER), unit(OTHER, "B", UNIT)], [])

    assert [(b.name, b.depth) for b in merged.branches] == [("A", 0), ("C", 1)]
    assert {b.name for b in circle.branches} == {"A", "B"}
