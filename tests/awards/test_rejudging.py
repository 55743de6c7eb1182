"""A new fact judges anew what it can touch, and nothing else."""

from __future__ import annotations

from datetime import date

import hypothesis
import pytest

from services.awards.projections.eligibility import (
    Change,
    Question,
    every_question,
    judged,
    questions_touched,
)
from services.awards.projections.histories import SubjectKey, additions, people_of
from shared.contracts import Fact
from tests.awards.samples import (
    AN,
    RULES,
    UNIT,
    YEAR,
    disciplined,
    envelope,
    folded,
    found,
    granted,
    held,
    initiative,
    ranked,
    rated,
    registered,
    source_of,
)
from tests.awards.test_evidence import choices, log_of
from tests.awards.test_projections import YEARS, kept

PERSON = SubjectKey("person", AN)
COLLECTIVE = SubjectKey("unit", UNIT)


def touched(fact: Fact, *, first: bool = False) -> dict[SubjectKey, set[Question]]:
    """By a fact about somebody of the unit of whom something is known already."""
    added = additions(envelope(source_of(fact), 9, fact))
    changes = [Change(*each, first) for each in added]
    return questions_touched(RULES, YEARS, changes, lambda _: [COLLECTIVE])


def asked(found: dict[SubjectKey, set[Question]], subject: SubjectKey) -> set[str]:
    return {question.award for question in found.get(subject, ())}


@hypothesis.settings(max_examples=12, deadline=None)
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
        (rated("GOOD", year=YEAR), "LDTT", {YEAR, YEAR + 1}),
        (rated("GOOD", year=YEAR + 1), "LDTT", {YEAR + 1}),
        (rated("GOOD", year=YEAR + 1), "CSTD_BO", set()),
        (rated("GOOD", year=YEAR - 1), "BK_TTG", {YEAR, YEAR + 1}),
        (disciplined("reprimand", date(2023, 2, 1)), "LDTT", set()),
        (held(), "HCLD_1", {YEAR, YEAR + 1}),
        (found("LDTT-2", year=YEAR + 1), "LDTT", {YEAR + 1}),
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
