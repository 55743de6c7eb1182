"""Eligibility: who meets the law's conditions for what, judged anew from the histories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.law import History, RuleSet, Verdict, judge, load
from services.awards.law.history import moves_in_order
from services.awards.projections.histories import SubjectKey, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A change of the rules changes verdicts: the projection that keeps them needs a new version.
RULES: RuleSet = load("law-2022")


@dataclass(frozen=True)
class EligibilityRow:
    """A verdict with the unit it is listed under.

    That is the person's unit at the end of the year, or the last before, or the unit itself.
    """

    unit_id: UUID | None
    verdict: Verdict

    @property
    def key(self) -> str:
        verdict = self.verdict
        return eligibility_key(
            SubjectKey(verdict.subject_kind, verdict.subject_id), verdict.award, verdict.year
        )


def eligibility_key(subject: SubjectKey, award: str, year: int) -> str:
    return f"{subject}/{award}/{year}"


def subjects_to_judge(changed: Iterable[History]) -> set[SubjectKey]:
    """Whose verdicts may be others after these histories changed.

    The subjects themselves, and the units of people: their shares count members' awards.
    """
    keys: set[SubjectKey] = set()
    for history in changed:
        keys.add(SubjectKey(history.subject_kind, history.subject_id))
        keys.update(units_of(history))
    return keys


def judged(
    ruleset: RuleSet, history: History, people: Sequence[History], years: Iterable[int]
) -> list[EligibilityRow]:
    """The subject's verdict for every title of its kind and each of the years.

    `people` are the histories of `people_of(history)`; empty for a person.
    """
    return [
        judged_for(ruleset, title.code, year, history, people)
        for year in years
        for title in ruleset.titles_for(history.subject_kind)
    ]


def judged_for(
    ruleset: RuleSet, award: str, year: int, history: History, people: Sequence[History]
) -> EligibilityRow:
    """The subject's verdict for one title and year. Raises what `judge` raises."""
    return EligibilityRow(unit_in(history, year), judge(ruleset, award, year, history, people))


def unit_in(history: History, year: int) -> UUID | None:
    """The unit a subject is listed under for a year; none for somebody not yet enrolled."""
    if history.subject_kind == "unit":
        return history.subject_id
    arrivals = [
        move.to_unit
        for move in moves_in_order(history)
        if move.on <= date(year, 12, 31) and move.to_unit is not None
    ]
    return arrivals[-1] if arrivals else None
