"""A verdict in short, as it is kept for everybody, says what the whole verdict says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.awards.law import History, law_in_force
from services.awards.projections.eligibility import every_question, judged, judged_for
from services.awards.projections.histories import (
    SubjectKey,
    evolve,
    people_of,
    subjects_touched,
)
from services.awards.projections.kinship import closure, predecessors_of
from tests.folds.lives import histories
from tests.folds.streams import in_source_order

RULES = law_in_force().rules


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_all_verdicts_of_a_subject_at_once_are_those_judged_one_by_one(seed: int) -> None:
    known: dict[SubjectKey, History] = {}
    for fact in in_source_order(histories(seed, 60)):
        for key in subjects_touched(fact):
            known[key] = evolve(key, known.get(key), fact)

    def history(key: SubjectKey) -> History:
        return known.get(key) or History(key.kind, key.id)

    for key, mine in known.items():
        people = [history(each) for each in people_of(mine)]
        before = [
            history(each) for each in closure(key, lambda each: predecessors_of(history(each)))
        ]
        questions = every_question(RULES, key.kind, RULES.years)

        assert judged(RULES, mine, people, questions, before) == [
            judged_for(RULES, award, year, mine, people, before).row
            for award, year in questions
        ]
