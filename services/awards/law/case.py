"""What a question is asked about, handed to every condition that is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from services.awards.law.history import History
    from services.awards.law.record import Record
    from services.awards.law.ruleset import RuleSet, Title


class Years(NamedTuple):
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


class Case(NamedTuple):
    """A subject's record, a title and a year.

    `years` are those of the period whose parts are judged.
    """

    record: Record
    title: Title
    year: int
    years: Years | None = None

    @property
    def ruleset(self) -> RuleSet:
        return self.record.ruleset

    @property
    def history(self) -> History:
        return self.record.history

    def over(self, years: Years) -> Case:
        return Case(self.record, self.title, self.year, years)
