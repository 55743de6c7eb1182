"""Which years may be counted in a period: the rating of each, or an award, or what stops it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from services.awards.law import terms
from services.awards.law.case import Case, Years
from services.awards.law.history import RATINGS
from services.awards.law.maternity import maternity
from services.awards.law.standing import Standing, listed, of_case
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Answer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.awards.law.conditions import Period


@dataclass(frozen=True)
class YearFound:
    """Whether a year counts, by which facts; `said` is what there is to say of it."""

    answer: Answer
    facts: frozenset[str] = NO_FACTS
    said: dict[str, str] = field(default_factory=dict)


class PeriodYears:
    """The years of a period, each found out once for all periods that ask the same of them."""

    def __init__(self, kind: Period, case: Case) -> None:
        self._kind = kind
        self._case = case
        # Of the title only this says how a year stands.
        asked = (kind.at_least, kind.or_award, case.title.family == "commendation")
        self._found = case.record.years.setdefault(asked, {})
        # Before the first year of which something is known nothing can be found.
        needed, first = case.year - kind.years + 1, case.record.first_year
        self.earliest = needed if first is None else min(first, needed)

    def found(self, year: int) -> YearFound:
        known = self._found.get(year)
        if known is None:
            known = self._found[year] = self._find(year)
        return known

    def _find(self, year: int) -> YearFound:
        kind, case = self._kind, self._case
        stopped = terms.within(case.record.terms, date(year, 1, 1), year)
        spared = {"discipline_ended": stopped.kept_out} if stopped.kept_out else {}
        if stopped.touching:
            told = spared | {"disciplined": stopped.touching}
            return YearFound(NO, stopped.facts, told)
        rated = case.record.ratings.get(year)
        if rated is not None and RATINGS.index(rated.rating) >= RATINGS.index(kind.at_least):
            facts = stopped.facts | rated.cited
            return YearFound(YES, facts, spared | {"rated_years": str(year)})
        held = of_case(case, kind.or_award, year) if kind.or_award else Standing(NO)
        told = spared | told_of(year, held)
        facts = stopped.facts | held.facts
        if rated is not None:
            told |= {"below_years": f"{year} {rated.rating}"}
            return YearFound(held.answer, facts | rated.cited, told)
        if held.answer is YES:
            return YearFound(YES, facts, told)
        on_leave, because = maternity(case, year)
        if because:
            told |= {"leave_years" if on_leave else "no_leave_years": str(year)}
        answer = YES if on_leave else UNKNOWN
        return YearFound(answer, facts | because, told)

    def span(self, lowest: int, proven: int | None) -> tuple[Years, YearFound]:
        """The proven and the possible years, and what ended the possible ones."""
        year = self._case.year
        proven_from = year + 1
        unbroken = proven is not None
        while year >= max(lowest, self.earliest):
            found = self.found(year)
            if found.answer is NO:
                return Years(proven_from, year + 1, self._case.year), found
            unbroken = unbroken and found.answer is YES and year >= (proven or 0)
            if unbroken:
                proven_from = year
            year -= 1
        ended = YearFound(NO)
        last = self._case.year
        return Years(proven_from, lowest or None, last), ended

    def facts(self, years: Iterable[int]) -> frozenset[str]:
        return NO_FACTS.union(*(self.found(year).facts for year in years))

    def said(self, years: Iterable[int]) -> dict[str, str]:
        """What is said of years, gathered by what it says."""
        values: dict[str, list[str]] = {}
        for year in years:
            for name, text in self.found(year).said.items():
                values.setdefault(name, []).append(text)
        return {name: ", ".join(dict.fromkeys(v)) for name, v in values.items()}


def told_of(year: int, held: Standing) -> dict[str, str]:
    told = {"award_years": str(year)} if held.answer is YES else {}
    for name in ("declared", "revoked", "not_merit", "implied"):
        if number := getattr(held, name):
            told[f"{name}_years"] = listed([year] * number)
    return told
