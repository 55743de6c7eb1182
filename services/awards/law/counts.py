"""What is counted within the years of a period: awards, ratings, initiatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.awards.law import initiatives
from services.awards.law.case import Case, Years
from services.awards.law.chains import said
from services.awards.law.history import RATINGS, SCOPES
from services.awards.law.standing import listed, of_case, states
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Answer,
    Outcome,
)

if TYPE_CHECKING:
    from services.awards.law.kinds import AwardsInPeriod, InitiativesInPeriod, RatingsInPeriod


def span_of(case: Case) -> Years:
    """The years of the period; the loader lets these conditions stand nowhere else."""
    assert case.years is not None, "counted outside of a period"  # noqa: S101 (see above)
    return case.years


def awards(kind: AwardsInPeriod, case: Case) -> Outcome:
    span = span_of(case)
    years = [year for year in case.record.years_of(kind.award) if span.possible(year)]
    standings = {year: of_case(case, kind.award, year) for year in years}
    held = [y for y, s in standings.items() if s.answer is YES and span.proven(y)]
    possible = [y for y, s in standings.items() if s.answer is not NO]

    def values() -> dict[str, str]:
        return said({"award": kind.award, "times": str(kind.times), **states(standings)})

    facts = NO_FACTS.union(*(each.facts for each in standings.values()))
    answer = _counted(kind.times, len(held), len(possible))
    return Outcome(answer, _reason("awards", answer), values, facts)


def ratings(kind: RatingsInPeriod, case: Case) -> Outcome:
    span = span_of(case)
    ratings = case.record.ratings.items()
    rated = {year: entry for year, entry in ratings if span.possible(year)}
    least = RATINGS.index(kind.at_least)
    reached = {
        year: entry for year, entry in rated.items() if RATINGS.index(entry.rating) >= least
    }
    held = sum(span.proven(year) for year in reached)
    # A year without a rating may still get one that is good enough.
    if span.possible_from is None:
        possible = max(len(reached), kind.times)
    else:
        possible = len(reached) + (span.last - span.possible_from + 1) - len(rated)
    values = said(
        {"needed": kind.at_least, "times": str(kind.times), "rated_years": listed(reached)}
    )
    facts = NO_FACTS.union(*(entry.cited for entry in reached.values()))
    answer = _counted(kind.times, held, possible)
    return Outcome(answer, _reason("ratings", answer), values, facts)


def initiatives_in(kind: InitiativesInPeriod, case: Case) -> Outcome:
    span = span_of(case)
    found = initiatives.found(
        case,
        lambda entry: (
            span.possible(entry.year)
            and SCOPES.index(entry.scope) >= SCOPES.index(kind.at_least)
        ),
    )
    held = sum(span.proven(entry.year) for entry in found.free)
    values = said({"scope": kind.at_least, "times": str(kind.times), **found.said})
    answer = _counted(kind.times, held, len(found.free))
    return Outcome(answer, _reason("initiatives", answer), values, found.facts)


def _counted(times: int, proven: int, possible: int) -> Answer:
    if proven >= times:
        return YES
    return UNKNOWN if possible >= times else NO


def _reason(counted: str, answer: Answer) -> str:
    suffix = {YES: "enough", NO: "too_few", UNKNOWN: "open"}[answer]
    return f"{counted}_{suffix}"
