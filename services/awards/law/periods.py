"""Consecutive years up to the one judged, and what has to happen within them.

Three-valued logic here is two worlds: in one only what is proven is true, in the other also
what is only declared or not recorded yet. What holds in the first is yes, what does not even
hold in the second is no. That is exact, because more years and more awards never do harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.awards.law.case import Case, Years
from services.awards.law.chains import said
from services.awards.law.period_years import PeriodYears, told_of
from services.awards.law.principles import AchievementOnce
from services.awards.law.standing import of_case
from services.awards.law.verdict import Answer, ConditionResult, Outcome, all_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.awards.law.conditions import Condition, Period

    Judge = Callable[[Condition, Case], ConditionResult]


@dataclass(frozen=True)
class Bound:
    """The year from which years may count: what is proven about it and what is possible.

    None where no year may; 0 where any may.
    """

    proven: int | None
    possible: int | None
    said: dict[str, str]
    facts: frozenset[str] = frozenset()


def period(kind: Period, case: Case, judge: Judge) -> Outcome:
    after, spent = _after(kind, case), _unspent(case)
    wanted = {"needed": kind.at_least, "times": str(kind.years), "after": kind.after}
    if after.possible is None:
        return Outcome(Answer.NO, "anchor_missing", said(wanted | after.said), after.facts)
    years = PeriodYears(kind, case)
    lowest = max(after.possible, spent.possible or 0)
    proven = None if after.proven is None else max(after.proven, spent.proven or 0)
    shortest = _shortest(kind, case, judge, years, proven)
    if shortest is not None:
        since, parts = shortest
        values, facts = years.shown(range(since, case.year + 1))
        within = _unspent(case, since)
        return Outcome(
            Answer.YES,
            "period_met",
            said(wanted | values | after.said | within.said | {"from": str(since)}),
            facts.union(after.facts, within.facts, *(part.facts for part in parts)),
            tuple(parts),
        )
    span, broken = years.span(lowest, proven)
    first = years.earliest if span.possible_from is None else span.possible_from
    values, facts = years.shown(range(first, case.year + 1))
    parts = [judge(part, case.over(span)) for part in kind.parts]
    long_enough = _long_enough(kind, span)
    answer = all_of((long_enough, *(part.answer for part in parts)))
    if long_enough is Answer.NO:
        reason = "period_short"
    else:
        reason = "period_lacking" if answer is Answer.NO else "period_open"
    since_text = "" if span.possible_from is None else str(span.possible_from)
    values |= after.said | spent.said | {"from": since_text}
    values |= {f"broken_{name}": text for name, text in broken.said.items()}
    return Outcome(
        answer,
        reason,
        said(wanted | values),
        facts.union(after.facts, spent.facts, broken.facts, *(part.facts for part in parts)),
        tuple(parts),
    )


def _long_enough(kind: Period, span: Years) -> Answer:
    if span.last - span.proven_from + 1 >= kind.years:
        return Answer.YES
    if span.possible_from is None or span.last - span.possible_from + 1 >= kind.years:
        return Answer.UNKNOWN
    return Answer.NO


def _shortest(
    kind: Period, case: Case, judge: Judge, years: PeriodYears, proven: int | None
) -> tuple[int, list[ConditionResult]] | None:
    """The latest year since which everything is proven, with the parts judged over it."""
    if proven is None:
        return None
    back = range(case.year, max(proven, years.earliest) - 1, -1)
    for length, year in enumerate(back, start=1):
        if years.found(year).answer is not Answer.YES:
            return None
        if length >= kind.years:
            over = case.over(Years(year, year, case.year))
            parts = [judge(part, over) for part in kind.parts]
            if all_of(part.answer for part in parts) is Answer.YES:
                return year, parts
    return None


def _after(kind: Period, case: Case) -> Bound:
    """The year after the first award of the kind: what is proven, and what is possible."""
    if not kind.after:
        return Bound(0, 0, {})
    proven: int | None = None
    possible: int | None = None
    told: dict[str, list[str]] = {}
    facts: set[str] = set()
    for year in sorted({e.year for e in case.history.awards if e.year <= case.year}):
        held = of_case(case, kind.after, year)
        facts |= held.facts
        for name, text in told_of(year, held).items():
            told.setdefault(f"after_{name}", []).append(text)
        if held.answer is not Answer.NO and possible is None:
            possible = year + 1
        if held.answer is Answer.YES:
            proven = year + 1
            break
    texts = {name: ", ".join(text) for name, text in told.items()}
    return Bound(proven, possible, texts, frozenset(facts))


def _unspent(case: Case, since: int = 0) -> Bound:
    """Years that the last award of the same commendation rested on are spent (P-02).

    Only awards of `since` and later are looked at.
    """
    title = case.title
    if (
        title.family != "commendation"
        or case.ruleset.principle(AchievementOnce) is None
        or not case.history.awards
    ):
        return Bound(0, 0, {})
    told: dict[str, list[str]] = {}
    facts: set[str] = set()
    possible, proven = 0, 0
    years = sorted({e.year for e in case.history.awards if since <= e.year < case.year})
    for year in reversed(years):
        held = of_case(case, title.code, year)
        facts |= held.facts
        for name, text in told_of(year, held).items():
            told.setdefault(f"spent_{name}", []).append(text)
        if held.answer is not Answer.NO and not proven:
            proven = year + 1
        if held.answer is Answer.YES:
            possible = year + 1
            break
    texts = {name: ", ".join(text) for name, text in told.items()}
    return Bound(proven, possible, texts, frozenset(facts))
