"""Statutory maternity leave, which interrupts no succession and counts in a period (P-07).

It is known by the facts of leave that `bloc` publishes. A finding about the person and the
year, coded as the principle, says otherwise, or says it where there is no such fact.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from services.awards.law.history import LEAVE
from services.awards.law.principles import MaternityCounts
from services.awards.law.verdict import (
    NO_FACTS,
    fact_order,
)

if TYPE_CHECKING:
    from services.awards.law.case import Case
    from services.awards.law.history import History


def maternity(case: Case, year: int) -> tuple[bool, frozenset[str]]:
    """Whether a year has a maternity leave, where that interrupts nothing; and by what."""
    principle = case.ruleset.principle(MaternityCounts)
    if principle is None:
        return False, NO_FACTS
    known = case.record.findings.get((principle.code, year))
    if known is not None:
        return known.met, known.cited
    facts = case.record.maternity.get(year, NO_FACTS)
    return bool(facts), facts


def may_be_on_leave(case: Case) -> bool:
    """Whether anything is known of a leave: of most there is nothing to ask year by year.

    Where it is false, `maternity` is no for every year, by no fact.
    """
    record = case.record
    principle = case.ruleset.principle(MaternityCounts)
    if principle is None:
        return False
    return bool(record.maternity) or principle.code in record.codes_found


def years_on_leave(history: History) -> dict[int, frozenset[str]]:
    """The years on some day of which the person was on maternity leave, and the facts of it.

    A leave whose end is not told yet is one of the year in which it began: an end that somebody
    forgot to record must not excuse all the years after it.
    """
    told = sorted(
        (each for each in history.absences if each.why == LEAVE),
        key=lambda each: (each.on, fact_order(each.fact)),
    )
    found: dict[int, frozenset[str]] = {}
    for began, ended in zip_longest(told, told[1:]):
        if not began.away or not began.maternity:
            continue
        first = began.on.year
        found[first] = found.get(first, NO_FACTS) | began.cited
        for year in range(first + 1, first if ended is None else ended.on.year + 1):
            found[year] = found.get(year, NO_FACTS) | began.cited | ended.cited
    return found


def first_leave(history: History) -> int | None:
    """The year of the first maternity leave that is told of; before it none counts."""
    years = [each.on.year for each in history.absences if each.maternity]
    return min(years, default=None)
