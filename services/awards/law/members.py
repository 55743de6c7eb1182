"""Conditions on the people of a unit.

Who is in a unit on a day follows from the people's moves. A move that took somebody out of the
unit is evidence as much as one that brought somebody in: without it the count is another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.law.history import (
    FORMS,
    LEAVE,
    RATINGS,
    SECONDED,
    Absent,
    History,
)
from services.awards.law.principles import WhoCounts
from services.awards.law.standing import standing
from services.awards.law.subject import begun_by, whole_months
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Outcome,
    fact_order,
)

if TYPE_CHECKING:
    from services.awards.law.case import Case
    from services.awards.law.kinds import (
        EveryMemberRated,
        MembersHolding,
        NoMemberDisciplined,
    )
    from services.awards.law.record import Record


@dataclass(frozen=True)
class Roster:
    """The people who count in a unit on a day, and the facts that make it so.

    `left_out` says how many of those in the unit do not count, by why, and by how many facts.
    """

    members: tuple[Record, ...]
    left_out: dict[str, str]
    facts: frozenset[str]


def roster(case: Case) -> Roster:
    known = case.record.rosters.get(case.year)
    if known is None:
        known = case.record.rosters[case.year] = _roster(case)
    return known


def _roster(case: Case) -> Roster:
    counts = case.ruleset.principle(WhoCounts)
    kind = counts.kind if counts is not None else None
    who = kind if isinstance(kind, WhoCounts) else None
    month, day = (12, 31) if who is None else map(int, who.snapshot.split("-"))
    snapshot = date(case.year, month, day)
    members: list[Record] = []
    facts: set[str] = set()
    left_out: dict[str, int] = {}
    for person in case.record.people:
        inside, place = _place(person, case.history.subject_id, snapshot)
        facts |= place
        if not inside:
            continue
        why, because = ("", NO_FACTS) if who is None else _left_out(person, who, snapshot)
        facts |= because
        if why:
            left_out[why] = left_out.get(why, 0) + 1
        else:
            members.append(person)
        if because:
            left_out["looked_into"] = left_out.get("looked_into", 0) + len(because)
    texts = {why: str(number) for why, number in left_out.items()}
    return Roster(tuple(members), texts, frozenset(facts))


def _left_out(
    person: Record, who: WhoCounts | None, snapshot: date
) -> tuple[str, frozenset[str]]:
    """Why a person in the unit does not count, if so: the first of these that is true."""
    if who is None:
        return "", NO_FACTS
    facts: frozenset[str] = NO_FACTS
    for code, treated in ((LEAVE, who.on_leave), (SECONDED, who.seconded)):
        if treated == "not_counted":
            found = person.findings.get((code, snapshot.year))
            if found is not None and found.met:
                return f"left_out_{code.lower()}", facts | found.cited
            # A finding that says no may have taken back one that said yes, or an absence.
            facts |= NO_FACTS if found is None else found.cited
            if found is None:
                absence = _absence(person.history, code, snapshot)
                if absence is not None and absence.away:
                    return f"left_out_{code.lower()}", facts | absence.cited
                facts |= NO_FACTS if absence is None else absence.cited
    start = begun_by(person.moves, snapshot) if who.new_under_months else None
    if start is not None:
        months = whole_months(start.on, snapshot + timedelta(days=1))
        if months < who.new_under_months:
            return "left_out_new", facts | start.cited
    return "", facts


def _absence(person: History, code: str, day: date) -> Absent | None:
    """Whether somebody had gone or come back, by the last that is told of it for a day."""
    known = [each for each in person.absences if each.why == code and each.on <= day]
    return max(known, key=lambda each: (each.on, fact_order(each.fact)), default=None)


def _place(person: Record, unit_id: UUID, day: date) -> tuple[bool, frozenset[str]]:
    """Whether the person was in the unit, by their last move into it or out of it."""
    touching = [
        move
        for move in person.moves
        if move.on <= day and unit_id in {move.from_unit, move.to_unit}
    ]
    if not touching:
        return False, NO_FACTS
    return touching[-1].to_unit == unit_id, touching[-1].cited


def holding(kind: MembersHolding, case: Case) -> Outcome:
    """A declared award may still count: it can keep the answer open, but never make it yes."""
    group = roster(case)
    wanted = {"award": kind.award, "percent": str(kind.percent), "count": str(kind.count)}
    wanted |= group.left_out
    if not group.members:
        return Outcome(UNKNOWN, "members_unknown", wanted, group.facts)
    standings = [standing(person, kind.award, case.year) for person in group.members]
    members = len(standings)
    held = sum(each.answer is YES for each in standings)
    declared = sum(each.answer is UNKNOWN for each in standings)
    values = wanted | {
        "members": str(members),
        "held": str(held),
        **{
            name: str(sum(getattr(each, name) for each in standings))
            for name in ("declared", "revoked", "implied")
        },
    }
    facts = group.facts.union(*(each.facts for each in standings))

    def enough(number: int) -> bool:
        return number * 100 >= members * kind.percent and number >= kind.count

    if enough(held):
        return Outcome(YES, "members_hold", values, facts)
    if enough(held + declared):
        return Outcome(UNKNOWN, "members_declared", values, facts)
    return Outcome(NO, "members_too_few", values, facts)


def every_rated(kind: EveryMemberRated, case: Case) -> Outcome:
    group, year = roster(case), case.year
    wanted = {"needed": kind.at_least} | group.left_out
    if not group.members:
        return Outcome(UNKNOWN, "members_unknown", wanted, group.facts)
    known = [person.ratings.get(year) for person in group.members]
    rated = [entry for entry in known if entry is not None]
    least = RATINGS.index(kind.at_least)
    below = sum(RATINGS.index(entry.rating) < least for entry in rated)
    missing = len(known) - len(rated)
    values = wanted | {
        "members": str(len(known)),
        "below": str(below),
        "missing": str(missing),
        **{
            level.lower(): str(number)
            for level in RATINGS
            if (number := sum(entry.rating == level for entry in rated))
        },
    }
    facts = group.facts.union(*(entry.cited for entry in rated))
    if below:
        return Outcome(NO, "members_below", values, facts)
    if missing:
        return Outcome(UNKNOWN, "members_not_rated", values, facts)
    return Outcome(YES, "members_rated", values, facts)


def none_disciplined(kind: NoMemberDisciplined, case: Case) -> Outcome:
    """Where a person was is asked for the eve: a dismissal may end the membership that day."""
    gravest_allowed = FORMS.index(kind.from_form)
    facts: set[str] = set()
    count = 0
    for person in case.record.people:
        for entry in person.history.disciplines:
            if entry.imposed_on.year != case.year or FORMS.index(entry.form) < gravest_allowed:
                continue
            inside, place = _place(
                person, case.history.subject_id, entry.imposed_on - timedelta(days=1)
            )
            facts |= place
            if inside:
                facts |= entry.cited
                count += 1
    values = {"from_form": kind.from_form, "year": str(case.year), "count": str(count)}
    if count:
        return Outcome(NO, "members_disciplined", values, frozenset(facts))
    return Outcome(YES, "members_not_disciplined", values, frozenset(facts))
