"""Reviews: for each revoked award, the valid awards that counted it. People look at them.

Worked out from the histories alone, so it does not matter in which order facts were learnt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.law import History, RuleSet, judge
from services.awards.law.history import AwardHeld
from services.awards.law.verdict import SubjectKind, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True)
class Affected:
    """A valid award that counted the revoked one: `facts` are those of it that it counted."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """A revoked award and what rested on it; an empty list says that nothing did."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    revoked_by: str
    affected: tuple[Affected, ...]


def reviews(
    ruleset: RuleSet,
    holder: History,
    units: Sequence[tuple[History, Sequence[History]]] = (),
) -> list[Review]:
    """The reviews of every revoked award of `holder`, in the order of their revocations.

    `units` are those of `units_of(holder)`, each with the histories of its `people_of`.
    """
    subjects: list[tuple[History, Sequence[History]]] = [(holder, ()), *units]
    found: list[Review] = []
    for revocation in holder.revocations:
        entries = [e for e in holder.awards if e.award_id == revocation.award_id]
        if not entries:
            continue
        revoked, facts = entries[0], {entry.fact for entry in entries}
        affected = [
            each
            for history, people in subjects
            for each in affected_by(facts, ruleset, history, people)
            if each.award_id != revoked.award_id
        ]
        found.append(
            Review(
                award_id=revoked.award_id,
                subject_kind=holder.subject_kind,
                subject_id=holder.subject_id,
                award=revoked.award,
                year=revoked.year,
                revoked_by=revocation.fact,
                affected=tuple(affected),
            )
        )
    return found


def affected_by(
    facts: Collection[str], ruleset: RuleSet, history: History, people: Sequence[History]
) -> list[Affected]:
    """The valid awards of a subject that counted any of these facts, then or as judged now.

    `people` are the histories of `people_of(history)`.
    """
    before = _as_if_never_revoked(history)
    people_before = [_as_if_never_revoked(person) for person in people]
    found: list[Affected] = []
    for award in _valid(history):
        counted = set(award.rested_on).intersection(facts)
        if award.year >= ruleset.effective_from.year and ruleset.title(
            history.subject_kind, award.award
        ):
            verdict = judge(ruleset, award.award, award.year, before, people_before)
            counted |= set(verdict.facts).intersection(facts)
        if counted:
            found.append(
                Affected(
                    award_id=award.award_id,
                    subject_kind=history.subject_kind,
                    subject_id=history.subject_id,
                    award=award.award,
                    year=award.year,
                    facts=in_order(counted),
                )
            )
    return found


def _as_if_never_revoked(history: History) -> History:
    """A chain that lost two awards rested on both, so none of the losses may hide another."""
    return replace(history, revocations=())


def _valid(history: History) -> list[AwardHeld]:
    revoked = {entry.award_id for entry in history.revocations}
    valid = [entry for entry in history.awards if entry.proven]
    return [entry for entry in valid if entry.award_id not in revoked]
