"""A verdict: an answer in three-valued logic, with the evidence of every condition.

Evidence is exact: without a cited fact the reasons are others, without an uncited one nothing
changes. What is absent is not cited; the reason says that it is absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.awards.law.conditions import Condition

SubjectKind = Literal["person", "unit"]
Certainty = Literal["confirmed", "reported", "assumed"]


class Answer(StrEnum):
    """Unknown means that it cannot be known yet; it never stands for a guess."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# Python 3.11 looks each of them up on the class by a function in Python; judging asks often.
YES, NO, UNKNOWN = Answer
NO_FACTS: frozenset[str] = frozenset()


def both(one: Answer, other: Answer) -> Answer:
    """`all_of` two."""
    return other if one is YES or other is NO else one


def all_of(answers: Iterable[Answer]) -> Answer:
    """Kleene's conjunction: one no decides; else one unknown leaves it open."""
    together = YES
    for answer in answers:
        if answer is NO:
            return answer
        if answer is UNKNOWN:
            together = answer
    return together


def any_of(answers: Iterable[Answer]) -> Answer:
    """Kleene's disjunction: one yes decides; else one unknown leaves it open."""
    together = NO
    for answer in answers:
        if answer is YES:
            return answer
        if answer is UNKNOWN:
            together = answer
    return together


@lru_cache(maxsize=20_000)
def fact_order(fact: str) -> tuple[str, int]:
    """The place of a fact id such as `awards:17`: by publisher, then by position."""
    source, _, position = fact.rpartition(":")
    return source, int(position)


def in_order(facts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(frozenset(facts), key=fact_order))


class Outcome(NamedTuple):
    """What one kind of condition found: `reason` is a text key, `values` its named fields.

    Where it takes work to say them, `values` says how: most verdicts are kept without reasons.
    """

    answer: Answer
    reason: str
    values: dict[str, str] | Callable[[], dict[str, str]] = dict
    facts: frozenset[str] = NO_FACTS
    parts: tuple[Weighed, ...] = ()

    @property
    def said(self) -> dict[str, str]:
        return self.values() if callable(self.values) else self.values


# A condition and what it found; no class of its own, which takes long to make one of.
Weighed = tuple["Condition", Outcome]


@dataclass(frozen=True)
class ConditionResult:
    """One condition with its answer. `facts` includes the facts of its `parts`."""

    code: str
    answer: Answer
    article: str
    source: str
    text: str
    certainty: Certainty
    reason: str
    values: dict[str, str]
    facts: tuple[str, ...]
    route: str = ""
    parts: tuple[ConditionResult, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a subject meets the standards of a title in a year, by which rules, and why."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    answer: Answer
    ruleset: str
    version: str
    conditions: tuple[ConditionResult, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact the verdict rests on, in order."""
        return in_order(fact for condition in self.conditions for fact in condition.facts)
