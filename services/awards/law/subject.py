"""Conditions on the subject's own record: ratings, service, initiatives, holds and so on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.awards.law.history import (
    RATINGS,
    SCOPES,
    History,
    chronicle,
    latest,
    moves_in_order,
)
from services.awards.law.verdict import Answer, Outcome

if TYPE_CHECKING:
    from services.awards.law.conditions import (
        FindingMet,
        InitiativeOfScope,
        RankAtMost,
        RatingAtLeast,
        ServiceAtLeast,
    )


def rating(kind: RatingAtLeast, history: History, year: int) -> Outcome:
    known = latest(entry for entry in history.ratings if entry.year == year)
    wanted = {"needed": kind.at_least, "year": str(year)}
    if known is None:
        return Outcome(Answer.UNKNOWN, "rating_missing", wanted)
    values = wanted | {"rating": known.rating}
    facts = frozenset({known.fact})
    if RATINGS.index(known.rating) >= RATINGS.index(kind.at_least):
        return Outcome(Answer.YES, "rating_reached", values, facts)
    return Outcome(Answer.NO, "rating_below", values, facts)


def service(kind: ServiceAtLeast, history: History, year: int) -> Outcome:
    """Counts from the last enrolment by the end of the year; earlier spells are not added."""
    moves = moves_in_order(history)
    enrolments = [move for move in moves if move.from_unit is None]
    begun = [move for move in enrolments if move.on.year <= year]
    wanted = {"needed": str(kind.months), "year": str(year)}
    if not begun:
        if not enrolments:
            return Outcome(Answer.UNKNOWN, "service_unknown", wanted)
        first = enrolments[0]
        values = wanted | {"since": first.on.isoformat()}
        return Outcome(Answer.NO, "service_not_begun", values, frozenset({first.fact}))
    start = begun[-1]
    later = moves[moves.index(start) + 1 :]
    end = next((m for m in later if m.to_unit is None and m.on.year <= year), None)
    until = date(year + 1, 1, 1) if end is None else end.on
    facts = frozenset({start.fact} if end is None else {start.fact, end.fact})
    months = whole_months(start.on, until)
    values = wanted | {"since": start.on.isoformat(), "months": str(months)}
    if end is not None:
        values["until"] = until.isoformat()
        if until <= date(year, 1, 1):
            return Outcome(Answer.NO, "service_ended", values, facts)
    if months >= kind.months:
        return Outcome(Answer.YES, "service_reached", values, facts)
    return Outcome(Answer.NO, "service_short", values, facts)


def whole_months(start: date, end: date) -> int:
    """Completed months from `start` to the day before `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def initiative(kind: InitiativeOfScope, history: History, year: int) -> Outcome:
    first = year - kind.within_years + 1
    found = [
        entry
        for entry in history.initiatives
        if first <= entry.year <= year
        and SCOPES.index(entry.scope) >= SCOPES.index(kind.at_least)
        and (entry.decided or not kind.decided)
    ]
    values = {"scope": kind.at_least, "from": str(first), "to": str(year)}
    if not found:
        return Outcome(Answer.NO, "initiative_missing", values)
    facts = frozenset(entry.fact for entry in found)
    values["count"] = str(len(found))
    return Outcome(Answer.YES, "initiative_recognised", values, facts)


def finding(kind: FindingMet, code: str, history: History, year: int) -> Outcome:
    known = latest(e for e in history.findings if e.year == year and e.condition == code)
    if known is None:
        if kind.absent == "no":
            return Outcome(Answer.NO, "route_not_claimed")
        return Outcome(Answer.UNKNOWN, "finding_missing", {"year": str(year)})
    facts = frozenset({known.fact})
    if known.met:
        return Outcome(Answer.YES, "finding_met", {"year": str(year)}, facts)
    return Outcome(Answer.NO, "finding_not_met", {"year": str(year)}, facts)


def no_open_hold(history: History) -> Outcome:
    """Clock-free: a hold stands from the moment it is known until its lifting is known."""
    lifted = {
        entry.record_id: entry.fact for entry in reversed(chronicle(history.holds_lifted))
    }
    closed = [entry for entry in history.holds if entry.record_id in lifted]
    facts = {entry.fact for entry in history.holds}
    facts |= {lifted[entry.record_id] for entry in closed}
    open_holds = len(history.holds) - len(closed)
    values = {"open": str(open_holds), "lifted": str(len(closed))}
    if open_holds:
        return Outcome(Answer.NO, "hold", values, frozenset(facts))
    reason = "holds_lifted" if closed else "no_hold"
    return Outcome(Answer.YES, reason, values, frozenset(facts))


def rank(kind: RankAtMost, history: History, year: int) -> Outcome:
    known = latest(entry for entry in history.ranks if entry.year == year)
    if known is None:
        return Outcome(Answer.UNKNOWN, "ranking_missing", {"year": str(year)})
    values = {"rank": str(known.rank), "members": str(known.members), "year": str(year)}
    facts = frozenset({known.fact})
    if known.rank <= kind.rank:
        return Outcome(Answer.YES, "rank_reached", values, facts)
    return Outcome(Answer.NO, "rank_below", values, facts)
