"""People are lent, on leave, gone and back; the headcount of any day follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.bloc.domain import (
    BlocServiceError,
    Person,
    PersonAlreadyLeft,
    PersonAlreadyThere,
)
from services.bloc.domain.person_refusals import (
    AbsenceTooEarly,
    HostMissing,
    LeavesOverlap,
    MoveTooEarly,
    PersonAlreadyOnLeave,
    PersonAlreadySeconded,
    PersonNotOnLeave,
    PersonNotSeconded,
    PersonStillHere,
)
from services.bloc.projections import PersonEntry, UnitEntry, evolve
from services.bloc.projections.tree import tree_on
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


def test_what_was_under_a_merged_unit_is_under_its_heir_and_no_circle_hides_a_unit() -> None:
    child = unit(THIRD, "C", OTHER)
    gone = evolve(
        unit(OTHER, "B"),
        envelope(
            "bloc", 2, bloc.UnitDissolved(unit_id=OTHER, on=DAY, reason="x", into_unit_id=UNIT)
        ),
    )
    assert isinstance(gone, UnitEntry)

    merged = tree_on(DAY, [unit(UNIT, "A"), gone, child], {})
    circle = tree_on(DAY, [unit(UNIT, "A", OTHER), unit(OTHER, "B", UNIT)], {})

    assert [(b.name, b.depth) for b in merged.branches] == [("A", 0), ("C", 1)]
    assert {b.name for b in circle.branches} == {"A", "B"}


@pytest.mark.parametrize(
    ("since", "until", "refusal", "named"),
    [
        ("2024-03-15", "2024-04-15", LeavesOverlap, ("study", "2024-03-01", "2024-04-01")),
        ("2024-02-01", None, LeavesOverlap, ("study", "2024-03-01", "2024-04-01")),
        ("2024-06-01", "2024-07-02", PersonAlreadyOnLeave, ("maternity", "2024-07-01", "")),
        ("2024-08-01", None, PersonAlreadyOnLeave, ("maternity", "2024-07-01", "")),
        ("2024-05-02", "2024-05-01", AbsenceTooEarly, ("", "2024-05-02", "")),
        ("2019-12-31", "2020-02-01", AbsenceTooEarly, ("", "2020-01-01", "")),
    ],
)
def test_no_two_leaves_share_a_day_and_the_refusal_names_the_other(
    person: Person,
    since: str,
    until: str | None,
    refusal: type[BlocServiceError],
    named: tuple[str, str, str],
) -> None:
    person.begin_leave("study", date(2024, 3, 1), date(2024, 4, 1))
    person.begin_leave("maternity", date(2024, 7, 1))
    ends = None if until is None else date.fromisoformat(until)

    with pytest.raises(refusal) as refused:
        person.begin_leave("unpaid", date.fromisoformat(since), ends)

    values = refused.value.values
    assert tuple(values.get(each, "") for each in ("leave_kind", "since", "until")) == named
    assert values["person"] == str(person.id)


def test_a_leave_that_is_learnt_of_late_leaves_the_one_that_goes_on(person: Person) -> None:
    person.transfer(OTHER, date(2022, 1, 1))
    person.begin_leave("maternity", date(2024, 7, 1))
    # Between the same days nothing else fits, right before and behind does.
    person.begin_leave("study", date(2021, 3, 1), date(2022, 2, 1))
    person.begin_leave("unpaid", date(2022, 2, 1), date(2024, 7, 1))
    person.end_leave(date(2024, 12, 1))
    entry = folded(person)

    assert sorted((each.since.year, each.until) for each in entry.leaves) == [
        (2021, date(2022, 2, 1)),
        (2022, date(2024, 7, 1)),
        (2024, date(2024, 12, 1)),
    ]
    # Each began and ended in the unit of that day.
    told = [f for f in facts_of(person) if isinstance(f, bloc.LeaveBegan | bloc.LeaveEnded)]
    assert [fact.unit_id for fact in told] == [OTHER, UNIT, OTHER, OTHER, OTHER, OTHER]


def test_who_left_was_on_leave_at_most_until_then(person: Person) -> None:
    person.leave(DAY, "nghỉ hưu")
    person.begin_leave("study", date(2024, 3, 1), DAY)
    person.come_back(OTHER, date(2025, 1, 1))
    for since, until in (
        (date(2024, 8, 1), date(2024, 9, 1)),
        (date(2024, 2, 1), None),
        (date(2023, 2, 1), date(2025, 2, 1)),
    ):
        with pytest.raises(PersonAlreadyLeft) as refused:
            person.begin_leave("unpaid", since, until)
        assert refused.value.values["left_on"] == DAY.isoformat()
    person.begin_leave("unpaid", date(2025, 1, 1))
    assert person.on_leave_since == date(2025, 1, 1)
