"""Disciplinary terms: achievements count only from the end of one (P-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.awards.law.history import Disciplined, DisciplineOver, History, chronicle
from services.awards.law.principles import DisciplineRestarts
from services.awards.law.verdict import NO_FACTS

if TYPE_CHECKING:
    from services.awards.law.ruleset import RuleSet


@dataclass(frozen=True)
class Term:
    """From the day a discipline was imposed to the first day after it; none if not known.

    `planned` is the end that the decision named, before the term was ended otherwise.
    """

    imposed: Disciplined
    over: DisciplineOver | None

    @property
    def end(self) -> date | None:
        return self.imposed.ends_on if self.over is None else self.over.ended_on

    @property
    def cited(self) -> frozenset[str]:
        return self.imposed.cited | (NO_FACTS if self.over is None else self.over.cited)

    def touches(self, since: date, year: int) -> bool:
        """Whether a day of the term is in the time from `since` to the end of `year`."""
        return _touches(self.imposed.imposed_on, self.end, since, year)

    def kept_out(self, since: date, year: int) -> bool:
        """Whether only the early ending keeps the term out of that time."""
        return (
            self.over is not None
            and not self.touches(since, year)
            and _touches(self.imposed.imposed_on, self.imposed.ends_on, since, year)
        )

    def __str__(self) -> str:
        return f"{self.imposed.imposed_on}/{self.end or ''}"


@dataclass(frozen=True)
class Terms:
    """The terms that touch a time, and those that an early ending keeps out of it."""

    touching: str
    kept_out: str
    facts: frozenset[str]


def terms(ruleset: RuleSet, history: History) -> list[Term]:
    """The terms of a person; none where the rule set lets no discipline restart anything."""
    if not history.disciplines or ruleset.principle(DisciplineRestarts) is None:
        return []
    over = {entry.record_id: entry for entry in reversed(chronicle(history.disciplines_over))}
    return [Term(each, over.get(each.record_id)) for each in chronicle(history.disciplines)]


NO_TERMS = Terms("", "", NO_FACTS)


def within(found: list[Term], since: date, year: int) -> Terms:
    if not found:
        return NO_TERMS
    touching = [each for each in found if each.touches(since, year)]
    kept_out = [each for each in found if each.kept_out(since, year)]
    return Terms(
        ", ".join(str(each) for each in touching),
        ", ".join(str(each) for each in kept_out),
        NO_FACTS.union(*(each.cited for each in (*touching, *kept_out))),
    )


def _touches(first: date, end: date | None, since: date, year: int) -> bool:
    return first.year <= year and (end is None or end > since)
