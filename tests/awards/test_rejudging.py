"""A new fact judges anew what it can touch, and nothing else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import hypothesis
import msgspec
import pytest

from services.awards.law import Answer
from services.awards.law.history import History, Moved
from services.awards.law.reads import Reads
from services.awards.projections.eligibility import (
    Change,
    Question,
    eligibility_key,
    every_question,
    judged,
    questions_touched,
)
from services.awards.projections.histories import (
    SubjectKey,
    additions,
    people_of,
    with_entry,
)
from shared.contracts import Fact, bloc
from tests.awards.samples import (
    AN,
    RULES,
    UNIT,
    YEAR,
    confirmed,
    declared,
    disciplined,
    enrolled,
    envelope,
    folded,
    found,
    granted,
    held,
    initiative,
    named,
    ranked,
    rated,
    recorded,
    registered,
    source_of,
)
from tests.awards.test_evidence import choices, log_of
from tests.awards.test_projections import YEARS, kept

PERSON = SubjectKey("person", AN)
COLLECTIVE = SubjectKey("unit", UNIT)
IN_THE_UNIT = History("person", AN)
MOVE = Moved("bloc:1", None, UNIT, date(2020, 1, 1))
OLD = named("Vụ Tổ chức")


def touched(fact: Fact, *, first: bool = False) -> dict[SubjectKey, set[Question]]:
    """By a fact about somebody of the unit of whom something is known already."""
    added = additions(envelope(source_of(fact), 9, fact))
    changes = [Change(*each, first) for each in added]
    histories = {PERSON: with_entry(IN_THE_UNIT, "moves", MOVE)}
    for subject, name, entry in added:
        known = histories.get(subject, History(subject.kind, subject.id))
        histories[subject] = with_entry(known, name, entry)
    return questions_touched(
        Reads(RULES), YEARS, changes, lambda key: histories.get(key, History(*key))
    )


def asked(found: dict[SubjectKey, set[Question]], subject: SubjectKey) -> set[str]:
    return {question.award for question in found.get(subject, ())}


@hypothesis.settings(max_examples=8, deadline=None)
@hypothesis.given(choices())
def test_what_is_kept_fact_by_fact_is_what_is_judged_at_once(chosen: list[int]) -> None:
    log = log_of(chosen)
    histories = folded(log)
    whole = {
        row.key: row
        for history in histories.values()
        for row in judged(
            RULES,
            history,
            [histories[each] for each in people_of(history)],
            every_question(RULES, history.subject_kind, YEARS),
        )
    }
    assert kept(log) == whole


def test_an_initiative_of_a_member_is_no_matter_of_the_unit() -> None:
    found = touched(initiative("UNIT"))
    assert asked(found, COLLECTIVE) == set()
    assert asked(found, PERSON) == {"CSTDCS", "CSTD_BO", "CSTDTQ", "BK_BO"}


def test_a_title_of_a_member_is_a_matter_of_two_titles_of_the_unit_in_its_year() -> None:
    found = touched(granted("LDTT"))
    assert found[COLLECTIVE] == {Question("TTLDTT", YEAR), Question("TTLDXS", YEAR)}


@pytest.mark.parametrize(
    ("fact", "award", "years"),
    [
        (rated("GOOD", year=YEAR), "LDTT", {YEAR}),
        (rated("GOOD", year=YEAR + 1), "LDTT", {YEAR + 1}),
        (rated("GOOD", year=YEAR + 1), "CSTD_BO", set()),
        (rated("GOOD", year=YEAR - 1), "LDTT", set()),
        (rated("GOOD", year=YEAR - 1), "BK_TTG", {YEAR, YEAR + 1}),
        (rated("GOOD", year=YEAR - 1), "HCLD_3", set()),
        (disciplined("reprimand", date(2023, 2, 1)), "LDTT", set()),
        (held(), "HCLD_1", {YEAR, YEAR + 1}),
        (found("LDTT-2", year=YEAR + 1), "LDTT", {YEAR + 1}),
        (found("LDTT-2", year=YEAR), "LDTT", {YEAR}),
        (found("LDTT-2", year=YEAR), "BK_BO", set()),
        (granted("CSTDCS", year=YEAR - 2), "CSTD_BO", {YEAR}),
        (granted("CSTDCS", year=YEAR - 5), "CSTD_BO", set()),
        (granted("BK_TTG", year=YEAR - 5), "HCLD_3", {YEAR, YEAR + 1}),
    ],
)
def test_a_fact_touches_titles_that_look_at_it_and_no_earlier_year(
    fact: Fact, award: str, years: set[int]
) -> None:
    questions = touched(fact).get(PERSON, set())
    assert {each.year for each in questions if each.award == award} == years


def test_a_ranking_is_a_matter_of_the_two_flags() -> None:
    assert asked(touched(ranked(1)), COLLECTIVE) == {"CO_BO", "CO_CP"}


def test_of_somebody_new_everything_is_judged() -> None:
    found = touched(registered(), first=True)
    assert found[COLLECTIVE] == set(every_question(RULES, "unit", YEARS))


def dissolved(unit: UUID, into: UUID | None = None, *, with_others: bool = False) -> Fact:
    return bloc.UnitDissolved(
        unit_id=unit,
        on=date(2022, 1, 1),
        reason="sắp xếp tổ chức bộ máy",
        into_unit_id=into,
        with_others=with_others,
    )


def a_successor(*, with_others: bool) -> list[Fact]:
    """A unit that took another's place in 2022: the other had the diploma and the flag."""
    return [
        registered(OLD),
        registered(),
        *(rated("EXCELLENT", unit=OLD, year=year) for year in (2020, 2021)),
        *(rated("EXCELLENT", unit=UNIT, year=year) for year in (2022, 2023, 2024)),
        dissolved(OLD, UNIT, with_others=with_others),
        granted("BK_BO", 2019, unit=OLD),
        granted("CO_BO", 2021, unit=OLD),
        found("BKT-C0", unit=UNIT),
    ]


@pytest.mark.parametrize(
    ("with_others", "answer"), [(False, Answer.YES), (True, Answer.UNKNOWN)]
)
def test_history_follows_a_unit_into_the_one_that_took_its_place(
    with_others: bool, answer: Answer
) -> None:
    log = recorded(a_successor(with_others=with_others))
    diploma = eligibility_key(COLLECTIVE, "BK_TTG", YEAR)
    found = [kept(order)[diploma] for order in (log, log[::-1])]
    assert [row.answer for row in found] == [answer, answer]
    assert found[0] == found[1]
    assert "bloc:3" in found[0].facts


def test_what_is_learnt_late_about_a_unit_reaches_the_one_that_took_its_place() -> None:
    log = recorded(a_successor(with_others=False))
    diploma = eligibility_key(COLLECTIVE, "BK_TTG", YEAR)
    without = [each for each in log if each.id != "awards:7"]
    assert kept(without)[diploma].answer is not Answer.YES
    assert kept([*without, log[-2]])[diploma].answer is Answer.YES


def test_a_unit_that_is_no_more_is_commended_no_more() -> None:
    rows = kept(recorded([registered(), dissolved(UNIT)]))
    assert rows[eligibility_key(COLLECTIVE, "BK_BO", YEAR)].answer is Answer.NO


def test_units_that_took_each_others_place_are_judged_all_the_same() -> None:
    facts = [registered(OLD), registered(), dissolved(OLD, UNIT), dissolved(UNIT, OLD)]
    rows = kept(recorded(facts))
    assert rows[eligibility_key(COLLECTIVE, "BK_TTG", YEAR)].answer is Answer.NO


@pytest.mark.parametrize(
    "diploma",
    [(declared("BK_BO", 2018), confirmed("BK_BO", 2018)), (granted("BK_BO", 2018),)],
    ids=["before this system", "granted here"],
)
@pytest.mark.parametrize(("merit", "answer"), [(True, Answer.YES), (False, Answer.NO)])
def test_an_award_of_a_movement_supports_no_merit_commendation(
    merit: bool, answer: Answer, diploma: tuple[Fact, ...]
) -> None:
    facts: list[Fact] = [
        enrolled(),
        *(msgspec.structs.replace(fact, merit=merit) for fact in diploma),
        *(rated("GOOD", year=year) for year in range(2020, 2025)),
        *(granted("CSTDCS", year) for year in (2020, 2021, 2022)),
        found("BKT-I0"),
    ]
    rows = kept(recorded(facts))
    assert rows[eligibility_key(PERSON, "BK_TTG", YEAR)].answer is answer
