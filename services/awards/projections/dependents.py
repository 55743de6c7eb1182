"""What rests on a fact: the verdicts and the valid awards that counted it. People look at them.

Nothing here changes anything: whoever corrects a fact or revokes an award gets a list to
review, and decides about each entry of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from services.awards.law.history import Entry
from services.awards.law.verdict import Answer, SubjectKind, in_order
from services.awards.projections.reviews import affected_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from services.awards.law import History, RuleSet
    from services.awards.projections.eligibility import EligibilityRow


@dataclass(frozen=True)
class Dependent:
    """A verdict, or a valid award, and which of the facts in question it counted."""

    kind: Literal["award", "verdict"]
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    facts: tuple[str, ...]
    verdict: Answer | None = None
    award_id: UUID | None = None

    @property
    def place(self) -> list[str]:
        """Where it stands in the list: awards first, for they are what may have to change."""
        subject = f"{self.subject_kind}/{self.subject_id}"
        return [self.kind, subject, self.award, str(self.year), str(self.award_id or "")]


def facts_of_award(history: History, award_id: UUID) -> set[str]:
    """The facts by which an award of this subject is known: declared, confirmed or granted."""
    return {entry.fact for entry in history.awards if entry.award_id == award_id}


def mentions(history: History, facts: Collection[str]) -> bool:
    """Whether the subject's history holds one of these facts, or an award rested on one."""
    return any(entry.cited.intersection(facts) for entry in entries_of(history)) or any(
        set(held.rested_on).intersection(facts) for held in history.awards
    )


def entries_of(history: History) -> Iterator[Entry]:
    """Every entry of a history, one for each fact about the subject."""
    for each in fields(history):
        value = getattr(history, each.name)
        if isinstance(value, tuple):
            yield from value


def dependents(
    facts: Collection[str],
    ruleset: RuleSet,
    subjects: Sequence[tuple[History, Sequence[History]]],
    rows: Iterable[EligibilityRow],
    itself: UUID | None = None,
) -> list[Dependent]:
    """Everything of these subjects that counted one of the facts.

    `rows` are their verdicts as they are kept. An award that is itself in question (`itself`)
    does not rest on itself.
    """
    awards = [
        Dependent(
            "award",
            each.subject_kind,
            each.subject_id,
            each.award,
            each.year,
            each.facts,
            award_id=each.award_id,
        )
        for history, people in subjects
        for each in affected_by(facts, ruleset, history, people)
        if each.award_id != itself
    ]
    verdicts = [
        Dependent(
            "verdict",
            row.subject_kind,
            row.subject_id,
            row.award,
            row.year,
            in_order(set(row.facts).intersection(facts)),
            verdict=row.answer,
        )
        for row in rows
        if set(row.facts).intersection(facts)
    ]
    return sorted([*awards, *verdicts], key=lambda each: each.place)
