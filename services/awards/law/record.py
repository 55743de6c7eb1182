"""A subject's history as judging asks it: by year and by title, each thing found out once.

The verdicts on one subject, for every title and year, ask mostly the same of its history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from services.awards.law.history import moves_in_order
from services.awards.law.maternity import years_on_leave
from services.awards.law.succession import inherited
from services.awards.law.terms import terms
from services.awards.law.verdict import fact_order

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from services.awards.law.history import AwardHeld, Entry, Found, History, Moved, Rated
    from services.awards.law.members import Roster
    from services.awards.law.period_years import YearFound
    from services.awards.law.ruleset import RuleSet
    from services.awards.law.standing import Standing
    from services.awards.law.terms import Term
    from services.awards.law.verdict import Outcome

K = TypeVar("K", bound="Hashable")
E = TypeVar("E", bound="Entry")


@dataclass(frozen=True, eq=False)
class Record:
    """One subject under one rule set; for a unit with the records of its people.

    `history` is with what it took over. What is kept here follows from it and the rules alone.
    """

    ruleset: RuleSet
    history: History
    people: tuple[Record, ...] = ()
    standings: dict[tuple[str, int, bool], Standing] = field(default_factory=dict)
    outcomes: dict[tuple[int, int, str], Outcome] = field(default_factory=dict)
    years: dict[tuple[str, str, bool], dict[int, YearFound]] = field(default_factory=dict)
    rosters: dict[int, Roster] = field(default_factory=dict)
    award_years: dict[str, list[int]] = field(default_factory=dict)

    @cached_property
    def ratings(self) -> dict[int, Rated]:
        """The rating of each year that has one: a correction is a later fact for its year."""
        return _latest((entry.year, entry) for entry in self.history.ratings)

    @cached_property
    def findings(self) -> dict[tuple[str, int], Found]:
        """What was found last, by condition and year."""
        return _latest(((each.condition, each.year), each) for each in self.history.findings)

    @cached_property
    def codes_found(self) -> frozenset[str]:
        """The conditions of which something was found, in whatever year."""
        return frozenset(each.condition for each in self.history.findings)

    @cached_property
    def maternity(self) -> dict[int, frozenset[str]]:
        """The years with maternity leave, and the facts of it."""
        return years_on_leave(self.history)

    @cached_property
    def awards(self) -> dict[tuple[str, int], list[AwardHeld]]:
        """By title and year, in the order in which they were recorded."""
        found: dict[tuple[str, int], list[AwardHeld]] = {}
        for each in self.history.awards:
            found.setdefault((each.award, each.year), []).append(each)
        return found

    def years_of(self, award: str) -> list[int]:
        """The years of an award, or of one by which it may be held, in order."""
        known = self.award_years.get(award)
        if known is None:
            counted = (award, *self.ruleset.implying(award))
            known = sorted({each.year for each in self.history.awards if each.award in counted})
            self.award_years[award] = known
        return known

    @cached_property
    def revoked(self) -> dict[Any, frozenset[str]]:
        """By the id of a revoked award: the facts of its first revocation."""
        return {each.award_id: each.cited for each in reversed(self.history.revocations)}

    @cached_property
    def moves(self) -> list[Moved]:
        return moves_in_order(self.history)

    @cached_property
    def terms(self) -> list[Term]:
        return terms(self.ruleset, self.history)

    @cached_property
    def first_year(self) -> int | None:
        """Before it nothing is known that a period could count; none where nothing is."""
        history = self.history
        known = [*self.ratings, *(year for _, year in (*self.awards, *self.findings))]
        known += [entry.imposed_on.year for entry in history.disciplines]
        known += self.maternity
        return min(known, default=None)


def record_of(
    ruleset: RuleSet,
    history: History,
    people: Sequence[History] = (),
    predecessors: Sequence[History] = (),
) -> Record:
    """The record that `judge` judges by; of a unit, with those of its people."""
    return Record(
        ruleset,
        inherited(ruleset, history, predecessors),
        tuple(Record(ruleset, person) for person in people),
    )


def _latest(entries: Iterable[tuple[K, E]]) -> dict[K, E]:
    found: dict[K, E] = {}
    for key, entry in entries:
        known = found.get(key)
        if known is None or fact_order(entry.fact) > fact_order(known.fact):
            found[key] = entry
    return found
