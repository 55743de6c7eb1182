"""Rule sets: the law as dated data. `reading` makes them of files, and refuses unsound ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Literal

from services.awards.law.conditions import Condition
from services.awards.law.principles import Principle, PrincipleKind
from services.awards.law.verdict import Certainty, SubjectKind

Family = Literal["title", "commendation"]
Rounding = Literal["down", "nearest", "up"]
ALWAYS = "always"


class TitleNotInRuleSet(Exception):
    """The rule set does not know a title or a commendation of this code."""


@dataclass(frozen=True)
class Title:
    """A title or a commendation. `authority` says who may grant it, `article` what it is.

    `routes` are the alternative ways to it. Whoever holds it is held to hold those it `implies`
    for the same year as well.
    """

    code: str
    name: str
    family: Family
    subject_kind: SubjectKind
    article: str
    source: str
    authority: str
    authority_article: str
    routes: tuple[str, ...]
    implies: tuple[str, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Common:
    """A condition of every title for these kinds of subjects."""

    subjects: tuple[SubjectKind, ...]
    condition: Condition


@dataclass(frozen=True)
class Quota:
    """How many may hold `award`, as a share of those who hold or reach `of`.

    No text at hand says how a part of one is rounded: down, unless the rule set says otherwise.
    """

    code: str
    award: str
    of: str
    percent: int
    rounding: Rounding
    article: str
    source: str
    certainty: Certainty
    text: str

    @property
    def binds(self) -> bool:
        """Whether a decision beyond it is refused; one whose wording is unsure only warns."""
        return self.certainty == "confirmed"

    def allowed(self, base: int) -> int:
        """How many may hold the award where `base` hold or reach what it is a share of."""
        share = Fraction(base * self.percent, 100)
        if self.rounding == "up":
            return ceil(share)
        return floor(share + Fraction(1, 2)) if self.rounding == "nearest" else floor(share)


@dataclass(frozen=True)
class Transition:
    """From when a rule set takes the place of another, and for which dossiers (T-01)."""

    code: str
    supersedes: str
    received_before: date
    article: str
    source: str
    certainty: Certainty
    text: str


@dataclass(frozen=True)
class RuleSet:
    """The rules of a time. `confirmed_to` is the last day on which the wording was checked.

    `certainty` is the best any of its rules can claim. `titles` are by subject kind and code,
    in the order in which they build on one another.
    """

    name: str
    version: str
    instrument: str
    certainty: Certainty
    effective_from: date
    confirmed_to: date
    sources: dict[str, str]
    principles: tuple[Principle, ...]
    common: tuple[Common, ...]
    quotas: tuple[Quota, ...]
    titles: dict[tuple[SubjectKind, str], Title]
    transition: Transition | None = None
    overlays: tuple[str, ...] = ()

    @property
    def years(self) -> range:
        """The years of achievement for which the wording is known to hold."""
        return range(self.effective_from.year, self.confirmed_to.year + 1)

    @cached_property
    def _asked(self) -> dict[tuple[SubjectKind, str], tuple[Condition, ...]]:
        return {
            place: (
                *(
                    each.condition
                    for each in self.common
                    if title.subject_kind in each.subjects
                ),
                *title.conditions,
            )
            for place, title in self.titles.items()
        }

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code for _, code in self.titles)

    @cached_property
    def _principles(self) -> dict[type, Principle]:
        return {type(each.kind): each for each in self.principles}

    @cached_property
    def _implying(self) -> dict[str, tuple[str, ...]]:
        return {
            code: tuple(title.code for title in self.titles.values() if code in title.implies)
            for code in self.codes
        }

    @cached_property
    def _families(self) -> dict[str, Family]:
        return {title.code: title.family for title in self.titles.values()}

    def title(self, subject_kind: SubjectKind, code: str) -> Title | None:
        return self.titles.get((subject_kind, code))

    def asked_for(self, title: Title) -> tuple[Condition, ...]:
        """The conditions of one of its titles, those of every title first."""
        return self._asked[title.subject_kind, title.code]

    def titles_for(self, subject_kind: SubjectKind) -> list[Title]:
        return [t for t in self.titles.values() if t.subject_kind == subject_kind]

    def principle(self, kind: type[PrincipleKind]) -> Principle | None:
        """The principle of a kind, if the rule set has one."""
        return self._principles.get(kind)

    def implying(self, code: str) -> tuple[str, ...]:
        """The titles whose holders are held to hold this one as well."""
        return self._implying.get(code, ())

    def family_of(self, code: str) -> Family:
        """Whether it is a title or a commendation; guessing would count it for the other one.

        Raises `TitleNotInRuleSet`.
        """
        if code not in self._families:
            raise TitleNotInRuleSet(f"{self.name} knows no award {code}")
        return self._families[code]
