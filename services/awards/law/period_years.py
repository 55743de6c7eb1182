"""Which years may be counted in a period: the rating of each, or an award, or what stops it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from services.awards.law import terms
from services.awards.law.case import Case, Years
from services.awards.law.chains import maternity
from services.awards.law.history import RATINGS, latest
from services.awards.law.standing import Standing, listed, of_case
from services.awards.law.verdict import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.awards.law.conditions import Period


@dataclass(frozen=True)
class YearFound:
    """Whether a year counts, by which facts; `said` is what there is to say of it."""

    answer: Answer
    facts: frozenset[str] = frozenset()
    said: dict[str, str] = field(default_factory=dict)


class PeriodYears:
    """The years of a period, each found out once."""

    def __init__(self, kind: Period, case: Case) -> None:
        self._kind = kind
        self._case = case
        self._terms = terms.terms(case.ruleset, case.history)
        self._found: dict[int, YearFound] = {}
        history = case.history
        known = [entry.year for entry in history.ratings]
        known += [entry.year for entry in history.awards]
        known += [entry.year for entry in history.findings]
        known += [entry.imposed_on.year for entry in history.disciplines]
        # Before the first of these nothing is known, so that nothing can be found there.
        self.earliest = min([*known, case.year - kind.years + 1])

    def found(self, year: int) -> YearFound:
        if year not in self._found:
            self._found[year] = self._find(year)
        return self._found[year]

    def _find(self, year: int) -> YearFound:
        kind, case = self._kind, self._case
        stopped = terms.within(self._terms, date(year, 1, 1), year)
        spared = {"discipline_ended": stopped.kept_out} if stopped.kept_out else {}
        if stopped.touching:
            told = spared | {"disciplined": stopped.touching}
            return YearFound(Answer.NO, stopped.facts, told)
        rated = latest(entry for entry in case.history.ratings if entry.year == year)
        if rated is not None and RATINGS.index(rated.rating) >= RATINGS.index(kind.at_least):
            facts = stopped.facts | rated.cited
            return YearFound(Answer.YES, facts, spared | {"rated_years": str(year)})
        held = of_case(case, kind.or_award, year) if kind.or_award else Standing(Answer.NO)
        told = spared | told_of(year, held)
        facts = stopped.facts | held.facts
        if rated is not None:
            told |= {"below_years": f"{year} {rated.rating}"}
            return YearFound(held.answer, facts | rated.cited, told)
        if held.answer is Answer.YES:
            return YearFound(Answer.YES, facts, told)
        on_leave, because = maternity(case, year)
        if because:
            told |= {"leave_years" if on_leave else "no_leave_years": str(year)}
        answer = Answer.YES if on_leave else Answer.UNKNOWN
        return YearFound(answer, facts | because, told)

    def span(self, lowest: int, proven: int | None) -> tuple[Years, YearFound]:
        """The proven and the possible years, and what ended the possible ones."""
        year = self._case.year
        proven_from = year + 1
        unbroken = proven is not None
        while year >= max(lowest, self.earliest):
            found = self.found(year)
            if found.answer is Answer.NO:
                return Years(proven_from, year + 1, self._case.year), found
            unbroken = unbroken and found.answer is Answer.YES and year >= (proven or 0)
            if unbroken:
                proven_from = year
            year -= 1
        ended = YearFound(Answer.NO)
        last = self._case.year
        return Years(proven_from, lowest or None, last), ended

    def shown(self, years: Iterable[int]) -> tuple[dict[str, str], frozenset[str]]:
        """What is said of years, gathered by what it says; and its facts."""
        values: dict[str, list[str]] = {}
        facts: set[str] = set()
        for year in years:
            found = self.found(year)
            facts |= found.facts
            for name, text in found.said.items():
                values.setdefault(name, []).append(text)
        return {name: ", ".join(dict.fromkeys(v)) for name, v in values.items()}, frozenset(
            facts
        )


def told_of(year: int, held: Standing) -> dict[str, str]:
    told = {"award_years": str(year)} if held.answer is Answer.YES else {}
    for name in ("declared", "revoked", "not_merit", "implied"):
        if number := getattr(held, name):
            told[f"{name}_years"] = listed([year] * number)
    return told
