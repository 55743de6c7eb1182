"""What differs between two verdicts on the same question: by other rules or by other facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.law.verdict import Answer, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.awards.law.verdict import ConditionResult, Verdict


@dataclass(frozen=True)
class Said:
    """What a verdict says of one condition."""

    answer: Answer
    reason: str
    article: str
    values: dict[str, str]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """A condition of which the verdicts say different things; none where one has it not."""

    code: str
    text: str
    before: Said | None
    after: Said | None


@dataclass(frozen=True)
class Difference:
    """Two verdicts that are not the same, and the conditions that make them so."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    before: Answer
    after: Answer
    conditions: tuple[Changed, ...]


def difference(before: Verdict, after: Verdict) -> Difference | None:
    """What changed, condition by condition; none if the verdicts say the same."""
    old = {each.code: each for each in _inside(before.conditions)}
    new = {each.code: each for each in _inside(after.conditions)}
    changed = tuple(
        Changed(code, (new.get(code) or old[code]).text, one, other)
        for code in dict.fromkeys((*old, *new))
        if (one := _said(old.get(code))) != (other := _said(new.get(code)))
    )
    if not changed and before.answer is after.answer:
        return None
    return Difference(
        before.subject_kind,
        before.subject_id,
        before.award,
        before.year,
        before.answer,
        after.answer,
        changed,
    )


def differences(before: Iterable[Verdict], after: Iterable[Verdict]) -> Iterator[Difference]:
    """The differences of verdicts that stand in the same order on both sides."""
    for one, other in zip(before, after, strict=True):
        found = difference(one, other)
        if found is not None:
            yield found


def _said(result: ConditionResult | None) -> Said | None:
    if result is None:
        return None
    return Said(result.answer, result.reason, result.article, result.values, result.facts)


def _inside(results: Iterable[ConditionResult]) -> Iterator[ConditionResult]:
    for each in results:
        yield each
        yield from _inside(each.parts)
