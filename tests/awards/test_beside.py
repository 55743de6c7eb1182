"""Many people judged by two processes: the verdicts are those of one, whatever happens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.awards.law import History, RuleSet
from services.awards.law.history import AwardHeld, Found, Initiative, Moved, Rated
from services.awards.projections.eligibility import EligibilityRow
from services.awards.views import beside
from services.awards.views.beside import MANY, Beside
from services.awards.views.judge import every_verdict
from tests.awards.samples import RULES, UNIT, YEAR, named

PATIENCE_SECONDS = 30


def person(number: int) -> History:
    """One of whom something else is known than of the others."""
    someone, year = named(f"person {number}"), YEAR - number % 3
    enrolled = Moved("bloc:1", None, UNIT, RULES.effective_from)
    awarded = AwardHeld("awards:3", named("award"), "CSTDCS", year, proven=number % 2 == 0)
    return History(
        "person",
        someone,
        moves=(enrolled,),
        ratings=(Rated(f"awards:{number + 10}", year, "EXCELLENT"),),
        initiatives=(Initiative("awards:2", year, "UNIT", decided=True),),
        findings=(Found("awards:4", year, "LDTT-2", met=number % 5 > 0),),
        awards=(awarded,),
    )


PEOPLE = [person(number) for number in range(2 * MANY)]
ALONE = {person.subject_id: every_verdict(RULES, person) for person in PEOPLE}


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "has_cores", lambda: True)


@pytest.fixture
def judges() -> Iterator[Beside]:
    found = Beside(RULES)
    yield found
    found.end()


@pytest.fixture
def ready(judges: Beside) -> Beside:
    """The other process waits to be given the rules."""
    judges.begin()
    assert judges.other is not None
    assert judges.other._speaks(PATIENCE_SECONDS)
    return judges


@pytest.fixture
def judged_here(monkeypatch: pytest.MonkeyPatch) -> list[History]:
    """Who was judged by this process."""
    found: list[History] = []

    def noting(rules: RuleSet, someone: History) -> list[EligibilityRow]:
        found.append(someone)
        return every_verdict(rules, someone)

    monkeypatch.setattr(beside, "every_verdict", noting)
    return found


def verdicts(judges: Beside) -> dict[object, list[EligibilityRow]]:
    found = list(judges.judged(PEOPLE))
    assert len(found) == len(PEOPLE), "everybody once"
    return {rows[0].subject_id: rows for rows in found}


def test_both_judge_a_part_and_the_verdicts_are_those_of_one(
    ready: Beside, judged_here: list[History]
) -> None:
    assert verdicts(ready) == ALONE
    assert 0 < len(judged_here) < len(PEOPLE)


def test_few_are_judged_without_another_process(judges: Beside) -> None:
    few = PEOPLE[: MANY - 1]
    assert len(list(judges.judged(few))) == len(few)
    assert judges.other is None


def test_one_core_has_no_second_process(
    judges: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "has_cores", lambda: False)
    judges.begin()
    assert judges.other is None
    assert verdicts(judges) == ALONE


def test_what_a_process_had_that_ended_is_judged_here(
    ready: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ready.other
    assert other is not None

    def ending_it(rules: RuleSet, someone: History) -> list[EligibilityRow]:
        other.process.kill()
        other.process.wait()
        return every_verdict(rules, someone)

    monkeypatch.setattr(beside, "every_verdict", ending_it)
    assert verdicts(ready) == ALONE
    assert ready.other is None


def test_a_process_that_cannot_begin_is_done_without(
    judges: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert verdicts(judges) == ALONE


def test_a_process_that_fails_is_done_without(
    judges: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "JUDGE", "print('ready', flush=True); 1 / 0")
    judges.begin()
    assert judges.other is not None
    assert judges.other._speaks(PATIENCE_SECONDS)
    assert verdicts(judges) == ALONE
    assert judges.other is None


def test_whoever_comes_meanwhile_judges_alone(ready: Beside) -> None:
    first = ready.judged(PEOPLE)
    begun = next(first)
    assert verdicts(ready) == ALONE
    ready.end()
    assert ready.other is not None, "the first caller still has it"
    assert len([begun, *first]) == len(PEOPLE)


def test_what_was_asked_for_and_given_up_is_no_answer_to_the_next(ready: Beside) -> None:
    given_up = ready.judged(PEOPLE)
    next(given_up)
    assert ready.other is not None
    assert ready.other.asked
    given_up.close()
    assert ready.other is None
    assert verdicts(ready) == ALONE


def test_the_process_ends_when_nobody_can_ask_it(ready: Beside) -> None:
    other = ready.other
    assert other is not None
    other.begin(RULES)
    assert other.process.stdin is not None
    other.process.stdin.close()
    assert other.process.wait(PATIENCE_SECONDS) == 0


def test_the_process_is_ended_with_whoever_began_it() -> None:
    judges = Beside(RULES)
    judges.begin()
    assert judges.other is not None
    process = judges.other.process
    del judges
    assert process.returncode is not None


def test_rules_of_another_edition_are_those_it_judges_by(
    judged_here: list[History],
) -> None:
    renamed = replace(RULES, version="another")
    judges = Beside(renamed)
    judges.begin()
    assert judges.other is not None
    assert judges.other._speaks(PATIENCE_SECONDS)
    found = [row for rows in judges.judged(PEOPLE) for row in rows]
    judges.end()
    assert len(judged_here) < len(PEOPLE)
    assert {row.version for row in found} == {"another"}
