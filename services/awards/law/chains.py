"""Awards that were held, and chains of them in succession."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.awards.law import terms
from services.awards.law.maternity import maternity, may_be_on_leave
from services.awards.law.standing import Standing, listed, of_case, states
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Answer,
    Outcome,
    all_of,
)

if TYPE_CHECKING:
    from services.awards.law.case import Case
    from services.awards.law.kinds import AwardEver, AwardsInSuccession


def succession(kind: AwardsInSuccession, case: Case) -> Outcome:
    """The first of these that is true is the reason: disciplined, spent, broken, declared."""
    links, leaves, leave_facts = _links(kind, case)
    years = sorted(links)
    restart = terms.within(case.record.terms, date(years[0], 1, 1), case.year)
    spending = range(years[0], case.year) if kind.spent_on else ()
    spent = {each: of_case(case, kind.spent_on, each) for each in spending}

    def values() -> dict[str, str]:
        told = {"award": kind.award, "years": listed(years), "spent_on": kind.spent_on}
        told |= states(links)
        told |= {f"spent_{name}": text for name, text in states(spent).items()}
        told |= {"disciplined": restart.touching, "discipline_ended": restart.kept_out}
        told |= {"leave_years": listed(leaves[True]), "no_leave_years": listed(leaves[False])}
        return said(told)

    facts = (leave_facts | restart.facts).union(
        *(each.facts for each in (*links.values(), *spent.values()))
    )
    free = NO if restart.touching else YES
    unspent = all_of(negated(each.answer) for each in spent.values())
    unbroken = all_of(each.answer for each in links.values())
    answer = all_of((free, unspent, unbroken))
    if free is NO:
        reason = "chain_disciplined"
    elif unspent is NO:
        reason = "chain_spent"
    elif unbroken is NO:
        reason = "chain_broken"
    else:
        reason = "chain_held" if answer is YES else "chain_declared"
    return Outcome(answer, reason, values, facts)


def _links(
    kind: AwardsInSuccession, case: Case
) -> tuple[dict[int, Standing], dict[bool, set[int]], frozenset[str]]:
    """The years that have to be held; the years something is known of leave, by what it says.

    A link moves back over years of maternity leave without the award, one year for each.
    """
    links = {case.year: of_case(case, kind.award, case.year)}
    leaves: dict[bool, set[int]] = {True: set(), False: set()}
    facts: frozenset[str] = NO_FACTS
    following = case.year
    for _ in range(kind.times - 1):
        year = following - kind.every_years
        standing = of_case(case, kind.award, year)
        while standing.answer is NO and not standing.facts and may_be_on_leave(case):
            found = {each: maternity(case, each) for each in range(year, following)}
            for each, (on_leave, because) in found.items():
                facts |= because
                if because:
                    leaves[on_leave].add(each)
            if sum(on_leave for on_leave, _ in found.values()) < following - year - (
                kind.every_years - 1
            ):
                break
            year -= 1
            standing = of_case(case, kind.award, year)
        links[year] = standing
        following = year
    return links, leaves, facts


def ever(kind: AwardEver, case: Case) -> Outcome:
    """The first year in which the award is held is cited, or all that might have been one."""
    years = [year for year in case.record.years_of(kind.award) if year <= case.year]
    standings = {year: of_case(case, kind.award, year) for year in years}
    held = [year for year, each in standings.items() if each.answer is YES]
    shown = {held[0]: standings[held[0]]} if held else standings
    facts = NO_FACTS.union(*(each.facts for each in shown.values()))

    def values() -> dict[str, str]:
        return said({"award": kind.award, **states(shown)})

    if held:
        return Outcome(YES, "award_held", values, facts)
    if any(each.answer is UNKNOWN for each in shown.values()):
        return Outcome(UNKNOWN, "award_declared", values, facts)
    return Outcome(NO, "award_missing", values, facts)


NEGATED = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def negated(answer: Answer) -> Answer:
    return NEGATED[answer]


def said(values: dict[str, str]) -> dict[str, str]:
    """Without the values that say nothing."""
    return {name: text for name, text in values.items() if text}
