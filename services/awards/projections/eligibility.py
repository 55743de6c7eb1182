"""Eligibility: who meets the law's conditions for what, judged anew from the histories."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.awards.law import (
    Answer,
    History,
    RuleSet,
    Verdict,
    answered,
    judge,
    record_of,
)
from services.awards.law.history import Entry, moves_in_order
from services.awards.law.reads import Reads
from services.awards.law.spans import Span, years_in
from services.awards.law.verdict import SubjectKind
from services.awards.projections.histories import SubjectKey, units_of
from services.awards.projections.kinship import closure, successors_of

KnownOf = Callable[[SubjectKey], History]


class EligibilityRow(msgspec.Struct, frozen=True, gc=False):
    """A verdict in short, as it is kept and listed; why, is judged anew when it is asked.

    `unit_id` is the person's unit at the end of the year, or the last before, or the unit
    itself. `facts` are all that the verdict rests on.
    """

    unit_id: UUID | None
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    answer: Answer
    ruleset: str
    version: str
    facts: tuple[str, ...]

    @property
    def subject(self) -> SubjectKey:
        return SubjectKey(self.subject_kind, self.subject_id)

    @property
    def key(self) -> str:
        return eligibility_key(self.subject, self.award, self.year)


@dataclass(frozen=True)
class Judged:
    """A whole verdict, with the unit it is listed under."""

    unit_id: UUID | None
    verdict: Verdict

    @property
    def row(self) -> EligibilityRow:
        verdict = self.verdict
        return EligibilityRow(
            self.unit_id,
            verdict.subject_kind,
            verdict.subject_id,
            verdict.award,
            verdict.year,
            verdict.answer,
            verdict.ruleset,
            verdict.version,
            verdict.facts,
        )


class Question(NamedTuple):
    """A title and year that a subject is judged for."""

    award: str
    year: int


@dataclass(frozen=True)
class Change:
    """What a fact added to a subject's history; `first` if nothing was known of it before."""

    subject: SubjectKey
    list_name: str
    entry: Entry
    first: bool


def eligibility_key(subject: SubjectKey | str, award: str, year: int) -> str:
    return f"{subject}/{award}/{year}"


def questions_touched(
    reads: Reads, years: range, changes: Iterable[Change], known: KnownOf
) -> dict[SubjectKey, set[Question]]:
    """Which verdicts may be others after these changes: those that look at what was added.

    `known` gives histories as they are after the changes. A person's fact may concern the units
    that the person ever belonged to as well, and the record of a unit those that took its
    place, and theirs.
    """
    touched: dict[SubjectKey, set[Question]] = {}
    every: dict[SubjectKind, list[Question]] = {
        kind: every_question(reads.ruleset, kind, years) for kind in ("person", "unit")
    }
    for change in changes:
        key, name = change.subject, change.list_name
        history = known(key)
        mine = touched.setdefault(key, set())
        # Where a person is listed hangs on the moves, whatever the title.
        moved = key.kind == "person" and name == "moves"
        if change.first or moved or name == "successions":
            mine.update(every[key.kind])
        elif len(mine) < len(every[key.kind]):
            mine.update(_questions(reads.own(name, change.entry, history), years))
        if key.kind == "unit":
            for heir in closure(key, lambda each: successors_of(known(each))):
                touched.setdefault(heir, set()).update(every["unit"])
            continue
        found = _questions(reads.of_a_member(name, change.entry), years)
        for unit in units_of(history) if found else ():
            touched.setdefault(unit, set()).update(found)
    return {key: questions for key, questions in touched.items() if questions}


def _questions(spans: Mapping[str, Collection[Span]], years: range) -> set[Question]:
    return {
        Question(award, year)
        for award, found in spans.items()
        for year in years_in(found, years)
    }


def judged(
    ruleset: RuleSet,
    history: History,
    people: Sequence[History],
    questions: Iterable[Question],
    predecessors: Sequence[History] = (),
) -> list[EligibilityRow]:
    """The subject's verdicts in short, from the histories that `judge` asks for."""
    record = record_of(ruleset, history, people, predecessors)
    units: dict[int, UUID | None] = {}
    rows: list[EligibilityRow] = []
    for award, year in questions:
        if year not in units:
            units[year] = unit_in(history, year)
        answer, facts = answered(record, award, year)
        rows.append(
            EligibilityRow(
                units[year],
                history.subject_kind,
                history.subject_id,
                award,
                year,
                answer,
                ruleset.name,
                ruleset.version,
                facts,
            )
        )
    return rows


def every_question(
    ruleset: RuleSet, subject_kind: SubjectKind, years: Iterable[int]
) -> list[Question]:
    """Every title and commendation for a kind of subject, in each of the years."""
    titles = ruleset.titles_for(subject_kind)
    return [Question(title.code, year) for year in years for title in titles]


def judged_for(
    ruleset: RuleSet,
    award: str,
    year: int,
    history: History,
    people: Sequence[History],
    predecessors: Sequence[History] = (),
) -> Judged:
    """The subject's verdict for one title and year. Raises what `judge` raises."""
    verdict = judge(ruleset, award, year, history, people, predecessors)
    return Judged(unit_in(history, year), verdict)


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
