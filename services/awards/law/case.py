"""What a question is asked about, handed to every condition that is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.awards.law.history import History
    from services.awards.law.ruleset import RuleSet, Title


@dataclass(frozen=True)
class Years:
    """Consecutive years up to the one judged: those that are proven, and those possible.

    The possible ones include the proven ones. `possible_from` is none where nothing that is
    known ends them; `proven_from` is the year after the one judged where none is proven.
    """

    proven_from: int
    possible_from: int | None
    last: int

    def proven(self, year: int) -> bool:
        return self.proven_from <= year <= self.last

    def possible(self, year: int) -> bool:
        return year <= self.last and (self.possible_from is None or year >= self.possible_from)


@dataclass(frozen=True)
class Case:
    """A subject, a title and a year under a rule set. `people` matter only for a unit.

    `years` are those of the period whose parts are judged.
    """

    ruleset: RuleSet
    title: Title
    year: int
    history: History
    people: tuple[History, ...] = ()
    years: Years | None = None

    def over(self, years: Years) -> Case:
        return replace(self, years=years)
