"""A dossier between two laws: both verdicts, and which of them holds (T-01)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from services.awards.law.engine import judge
from services.awards.law.ruleset import Transition
from services.awards.law.verdict import Answer, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.history import History
    from services.awards.law.ruleset import RuleSet

KINDNESS = (Answer.NO, Answer.UNKNOWN, Answer.YES)


class NoTransition(Exception):
    """The rule set takes the place of no other, so no dossier stands between the two."""


@dataclass(frozen=True)
class Transitional:
    """Both verdicts of a dossier, and why one of them holds.

    `received_before`: it came in time for the old rules. `kinder`: it did, but the new ones are
    kinder to the subject. `received_after`: only the new ones hold.
    """

    transition: Transition
    received_on: date
    old: Verdict
    new: Verdict
    holds: Literal["old", "new"]
    reason: Literal["received_before", "kinder", "received_after"]


def in_transition(
    old: RuleSet,
    new: RuleSet,
    award: str,
    year: int,
    received_on: date,
    history: History,
    people: Sequence[History] = (),
    predecessors: Sequence[History] = (),
) -> Transitional:
    """Both verdicts for a dossier that was received for appraisal on a day.

    The new rules are asked about years before them too: they may be the kinder ones.
    """
    transition = new.transition
    if transition is None or transition.supersedes != old.name.partition("+")[0]:
        raise NoTransition(f"{new.name} does not take the place of {old.name}")
    reaching_back = replace(new, effective_from=min(old.effective_from, new.effective_from))
    before = judge(old, award, year, history, people, predecessors)
    after = judge(reaching_back, award, year, history, people, predecessors)
    if received_on >= transition.received_before:
        return Transitional(transition, received_on, before, after, "new", "received_after")
    if KINDNESS.index(after.answer) > KINDNESS.index(before.answer):
        return Transitional(transition, received_on, before, after, "new", "kinder")
    return Transitional(transition, received_on, before, after, "old", "received_before")
