"""The table of cases: what is given, what is asked, the verdict, and exactly its reasons.

Every case is also asked what the evidence promises: without a fact that is cited the verdict or
its reasons are others, without one that is not cited nothing changes.
"""

from __future__ import annotations

import random

import pytest

from services.awards.law import Answer, Verdict, deciding
from tests.awards.samples import inside
from tests.awards.telling import Case, Kept, table, told

# What stands against a subject: a bar, a finding that says no, an award that spent the years or
# took them back; and who is in a unit, since one who is gone is missed by no share.
AGAINST = {
    "holds",
    "disciplines",
    "findings",
    "revocations",
    "dissolutions",
    "awards",
    "moves",
}


def said(verdict: Verdict) -> list[tuple[str, str, str, dict[str, str]]]:
    """Everything a verdict says, save which facts it cites."""
    return [(e.code, e.answer, e.reason, e.values) for e in inside(verdict.conditions)]


@pytest.mark.parametrize("case", table(), ids=lambda case: f"{case.file}-{case.id}")
class TestCase:
    def test_has_the_verdict_and_exactly_the_reasons_that_the_table_says(
        self, case: Case
    ) -> None:
        verdict = case.judged(case.kept())
        assert (verdict.answer.value, told(verdict)) == (case.expect, case.reasons)
        articles = {each.article for each in deciding(verdict)}
        assert any(case.article in article for article in articles), articles

    def test_rests_on_exactly_the_facts_it_cites(self, case: Case) -> None:
        kept = case.kept()
        before = case.judged(kept)
        for removed in kept:
            after = case.judged([each for each in kept if each is not removed])
            if removed[2].fact in before.facts:
                assert said(before) != said(after), removed
            else:
                assert before == after, removed

    def test_is_the_same_in_whatever_order_facts_come(self, case: Case) -> None:
        kept = case.kept()
        shuffled = random.Random(case.id).sample(kept, len(kept))
        assert case.judged(shuffled) == case.judged(kept)

    def test_becomes_yes_for_want_of_a_fact_only_where_absence_is_enough(
        self, case: Case
    ) -> None:
        kept = case.kept()
        if case.judged(kept).answer is not Answer.UNKNOWN:
            return
        kinder = [
            each for each in kept if case.judged(_without(kept, each)).answer is Answer.YES
        ]
        assert {name for _, name, _ in kinder} <= AGAINST


def _without(kept: list[Kept], removed: Kept) -> list[Kept]:
    return [each for each in kept if each is not removed]


def test_the_table_has_at_least_120_cases_with_names_of_their_own() -> None:
    assert len({(case.file, case.id) for case in table()}) == len(table())
    assert len(table()) >= 120


# Every rule of titles, commendations and principles whose wording is sure enough to judge by.
# P-15 is not; P-08 breaks ties between verdicts and has tests of its own.
RULE_IDS = [
    *(f"LDTT-{n}" for n in range(1, 6)),
    *("GEF-1", "GEF-2", "GEF-2'", "MEF-1", "MEF-2", "MEF-3", "NEF-1", "NEF-2"),
    *(f"ALC-{n}" for n in range(1, 6)),
    *(f"ELC-{n}" for n in range(1, 7)),
    *(f"{flag}-{n}" for flag in ("MF", "GF") for n in range(1, 5)),
    *("BKB-I", "BKB-C", "BKT-I", "BKT-C", "BKT-C2"),
    *(f"L{rank}-{kind}" for rank in (3, 2, 1) for kind in ("I", "C")),
    *(f"P-{n:02}" for n in (*range(1, 8), *range(9, 15), 16)),
    "T-01",
]


@pytest.mark.parametrize("rule", RULE_IDS)
def test_every_rule_has_a_case(rule: str) -> None:
    assert [case.id for case in table() if rule in case.rules]
