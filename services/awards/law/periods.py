"""Consecutive years up to the one judged, and what has to happen within them.

Three-valued logic here is two worlds: in one only what is proven is true, in the other also
what is only declared or not recorded yet. What holds in the first is yes, what does not even
hold in the second is no. That is exact, because more years and more awards never do harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.awards.law.case import Case, Years
from services.awards.law.chains import said
from services.awards.law.period_years import PeriodYears, told_of
from services.awards.law.principles import AchievementOnce
from services.awards.law.standing import of_case
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Answer,
    Outcome,
    Weighed,
    all_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.awards.law.conditions import Condition, Period
    from services.awards.law.standing import Standing

    Weigh = Callable[[Condition, Case], Weighed]


class Bound(NamedTuple):
    """The year from which years may count: what is proven about it and what is possible.

    None where no year may; 0 where any may. `standings` are those looked at, as `name`.
    """

    proven: int | None = 0
    possible: int | None = 0
    name: str = ""
    standings: tuple[tuple[int, Standing], ...] = ()

    @property
    def said(self) -> dict[str, str]:
        told: dict[str, list[str]] = {}
        for year, held in self.standings:
            for name, text in told_of(year, held).items():
                told.setdefault(f"{self.name}_{name}", []).append(text)
        return {name: ", ".join(text) for name, text in told.items()}

    @property
    def facts(self) -> frozenset[str]:
        return NO_FACTS.union(*(held.facts for _, held in self.standings))


ANY = Bound()


def period(kind: Period, case: Case, weigh: Weigh) -> Outcome:
    after, spent = _after(kind, case), _unspent(case)
    wanted = {"needed": kind.at_least, "times": str(kind.years), "after": kind.after}
    if after.possible is None:
        return Outcome(NO, "anchor_missing", lambda: said(wanted | after.said), after.facts)
    years = PeriodYears(kind, case)
    lowest = max(after.possible, spent.possible or 0)
    proven = None if after.proven is None else max(after.proven, spent.proven or 0)
    shortest = _shortest(kind, case, weigh, years, proven)
    if shortest is not None:
        since, parts = shortest
        counted, within = range(since, case.year + 1), _unspent(case, since)
        return Outcome(
            YES,
            "period_met",
            lambda: said(
                wanted | years.said(counted) | after.said | within.said | {"from": str(since)}
            ),
            _facts(years.facts(counted), after.facts, within.facts, parts),
            tuple(parts),
        )
    span, broken = years.span(lowest, proven)
    first = years.earliest if span.possible_from is None else span.possible_from
    looked_at = range(first, case.year + 1)
    parts = [weigh(part, case.over(span)) for part in kind.parts]
    long_enough = _long_enough(kind, span)
    answer = all_of((long_enough, *(outcome.answer for _, outcome in parts)))
    if long_enough is NO:
        reason = "period_short"
    else:
        reason = "period_lacking" if answer is NO else "period_open"

    def values() -> dict[str, str]:
        since_text = "" if span.possible_from is None else str(span.possible_from)
        told = wanted | years.said(looked_at) | after.said | spent.said | {"from": since_text}
        return said(told | {f"broken_{name}": text for name, text in broken.said.items()})

    facts = years.facts(looked_at) | broken.facts
    return Outcome(
        answer, reason, values, _facts(facts, after.facts, spent.facts, parts), tuple(parts)
    )


def _facts(
    of_years: frozenset[str], after: frozenset[str], spent: frozenset[str], parts: list[Weighed]
) -> frozenset[str]:
    return of_years.union(after, spent, *(outcome.facts for _, outcome in parts))


def _long_enough(kind: Period, span: Years) -> Answer:
    if span.last - span.proven_from + 1 >= kind.years:
        return YES
    if span.possible_from is None or span.last - span.possible_from + 1 >= kind.years:
        return UNKNOWN
    return NO


def _shortest(
    kind: Period, case: Case, weigh: Weigh, years: PeriodYears, proven: int | None
) -> tuple[int, list[Weighed]] | None:
    """The latest year since which everything is proven, with the parts judged over it."""
    if proven is None:
        return None
    back = range(case.year, max(proven, years.earliest) - 1, -1)
    for length, year in enumerate(back, start=1):
        if years.found(year).answer is not YES:
            return None
        if length >= kind.years:
            over = case.over(Years(year, year, case.year))
            parts = [weigh(part, over) for part in kind.parts]
            if all_of(outcome.answer for _, outcome in parts) is YES:
                return year, parts
    return None


def _after(kind: Period, case: Case) -> Bound:
    """The year after the first award of the kind: what is proven, and what is possible."""
    if not kind.after:
        return ANY
    proven: int | None = None
    possible: int | None = None
    looked_at: list[tuple[int, Standing]] = []
    for year in case.record.years_of(kind.after):
        if year > case.year:
            break
        held = of_case(case, kind.after, year)
        looked_at.append((year, held))
        if held.answer is not NO and possible is None:
            possible = year + 1
        if held.answer is YES:
            proven = year + 1
            break
    return Bound(proven, possible, "after", tuple(looked_at))


def _unspent(case: Case, since: int = 0) -> Bound:
    """Years that the last award of the same commendation rested on are spent (P-02).

    Only awards of `since` and later are looked at.
    """
    title = case.title
    if title.family != "commendation" or case.ruleset.principle(AchievementOnce) is None:
        return ANY
    possible, proven = 0, 0
    looked_at: list[tuple[int, Standing]] = []
    for year in reversed(case.record.years_of(title.code)):
        if not since <= year < case.year:
            continue
        held = of_case(case, title.code, year)
        looked_at.append((year, held))
        if held.answer is not NO and not proven:
            proven = year + 1
        if held.answer is YES:
            possible = year + 1
            break
    return Bound(proven, possible, "spent", tuple(looked_at))
