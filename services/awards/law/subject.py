"""Conditions on the subject's own record: ratings, service, findings, holds and so on."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from services.awards.law.history import (
    RATINGS,
    Dissolved,
    History,
    Moved,
    Restored,
    chronicle,
    latest,
)
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Outcome,
)

if TYPE_CHECKING:
    from services.awards.law.kinds import (
        FindingMet,
        FoundedYears,
        RankAtMost,
        RatingAtLeast,
        ServiceAtLeast,
    )
    from services.awards.law.record import Record


YEARS_KEPT = 100
NOT_CLAIMED = Outcome(NO, "route_not_claimed")


def rating(kind: RatingAtLeast, record: Record, year: int) -> Outcome:
    known = record.ratings.get(year)
    wanted = {"needed": kind.at_least, "year": str(year)}
    if known is None:
        return Outcome(UNKNOWN, "rating_missing", wanted)
    values = wanted | {"rating": known.rating}
    facts = known.cited
    if RATINGS.index(known.rating) >= RATINGS.index(kind.at_least):
        return Outcome(YES, "rating_reached", values, facts)
    return Outcome(NO, "rating_below", values, facts)


def service(kind: ServiceAtLeast, record: Record, year: int) -> Outcome:
    """Counts from the last enrolment by the end of the year; earlier spells are not added."""
    moves = record.moves
    wanted = {"needed": str(kind.months), "year": str(year)}
    start = begun_by(moves, date(year, 12, 31))
    if start is None:
        first = next((move for move in moves if move.from_unit is None), None)
        if first is None:
            return Outcome(UNKNOWN, "service_unknown", wanted)
        values = wanted | {"since": first.on.isoformat()}
        return Outcome(NO, "service_not_begun", values, first.cited)
    later = moves[moves.index(start) + 1 :]
    end = next((m for m in later if m.to_unit is None and m.on.year <= year), None)
    until = date(year + 1, 1, 1) if end is None else end.on
    facts = start.cited if end is None else start.cited | end.cited
    months = whole_months(start.on, until)
    values = wanted | {"since": start.on.isoformat(), "months": str(months)}
    if end is not None:
        values["until"] = until.isoformat()
        if until <= date(year, 1, 1):
            return Outcome(NO, "service_ended", values, facts)
    if months >= kind.months:
        return Outcome(YES, "service_reached", values, facts)
    return Outcome(NO, "service_short", values, facts)


def begun_by(moves: list[Moved], day: date) -> Moved | None:
    """The last enrolment by a day; `moves` are in order."""
    return next((m for m in reversed(moves) if m.from_unit is None and m.on <= day), None)


def whole_months(start: date, end: date) -> int:
    """Completed months from `start` to the day before `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def finding(kind: FindingMet, code: str, record: Record, year: int) -> Outcome:
    known = record.findings.get((code, year))
    if known is None:
        if kind.absent == "no":
            return NOT_CLAIMED
        return _finding_missing(year)
    facts = known.cited
    if known.met:
        return Outcome(YES, "finding_met", {"year": str(year)}, facts)
    return Outcome(NO, "finding_not_met", {"year": str(year)}, facts)


@lru_cache(maxsize=YEARS_KEPT)
def _finding_missing(year: int) -> Outcome:
    return Outcome(UNKNOWN, "finding_missing", {"year": str(year)})


def no_open_hold(history: History) -> Outcome:
    """Clock-free: a hold stands from the moment it is known until its lifting is known."""
    if not history.holds:
        return Outcome(YES, "no_hold", {"open": "0", "lifted": "0"})
    lifted = {
        entry.record_id: entry.cited for entry in reversed(chronicle(history.holds_lifted))
    }
    closed = [entry for entry in history.holds if entry.record_id in lifted]
    facts = NO_FACTS.union(
        *(entry.cited for entry in history.holds),
        *(lifted[entry.record_id] for entry in closed),
    )
    open_holds = len(history.holds) - len(closed)
    values = {"open": str(open_holds), "lifted": str(len(closed))}
    if open_holds:
        return Outcome(NO, "hold", values, facts)
    reason = "holds_lifted" if closed else "no_hold"
    return Outcome(YES, reason, values, facts)


def rank(kind: RankAtMost, history: History, year: int) -> Outcome:
    known = latest(entry for entry in history.ranks if entry.year == year)
    if known is None:
        return Outcome(UNKNOWN, "ranking_missing", {"year": str(year)})
    facts = known.cited
    if known.rank is None:
        values = {"conditions": ", ".join(known.conditions), "year": str(year)}
        return Outcome(NO, "rank_excluded", values, facts)
    values = {"rank": str(known.rank), "members": str(known.members), "year": str(year)}
    if known.rank <= kind.rank:
        if known.conditions:
            values["conditions"] = ", ".join(known.conditions)
            return Outcome(NO, "rank_barred", values, facts)
        return Outcome(YES, "rank_reached", values, facts)
    return Outcome(NO, "rank_below", values, facts)


def not_dissolved(history: History, year: int) -> Outcome:
    """By the end of the year; who was dissolved and restored stands."""
    ends: list[Dissolved | Restored] = [*history.dissolutions, *history.restorations]
    last = latest(entry for entry in ends if entry.on.year <= year)
    if last is None:
        return Outcome(YES, "unit_stands")
    values = {"on": last.on.isoformat()}
    if isinstance(last, Restored):
        return Outcome(YES, "unit_restored", values, last.cited)
    return Outcome(NO, "unit_dissolved", values, last.cited)


def founded(kind: FoundedYears, history: History, year: int) -> Outcome:
    """The first founding counts: a unit that took another's place goes on with its years."""
    wanted = {"needed": str(kind.years), "year": str(year)}
    first = min(history.foundings, key=lambda entry: entry.on, default=None)
    if first is None:
        return Outcome(UNKNOWN, "founding_unknown", wanted)
    years = whole_months(first.on, date(year + 1, 1, 1)) // 12
    values = wanted | {"since": first.on.isoformat(), "years": str(max(years, 0))}
    if years >= kind.years:
        return Outcome(YES, "founded_long_ago", values, first.cited)
    return Outcome(NO, "founded_recently", values, first.cited)


def registered(award: str, history: History, year: int) -> Outcome:
    wanted = {"award": award, "year": str(year)}
    found = [e for e in history.registrations if e.year == year and e.award == award]
    if not found:
        return Outcome(NO, "not_registered", wanted)
    return Outcome(YES, "registered", wanted, found[0].cited)
