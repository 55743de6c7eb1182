"""Conditions on the people of a unit.

Who is in a unit on a day follows from the people's moves. A move that took somebody out of the
unit is evidence as much as one that brought somebody in: without it the count is another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.law.chains import standing
from services.awards.law.history import FORMS, RATINGS, History, latest, moves_in_order
from services.awards.law.verdict import Answer, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.conditions import (
        EveryMemberRated,
        MembersHolding,
        NoMemberDisciplined,
    )


@dataclass(frozen=True)
class Roster:
    """The people in a unit on a day, and the moves that make it so."""

    members: tuple[History, ...]
    facts: frozenset[str]


def roster(people: Sequence[History], unit_id: UUID, day: date) -> Roster:
    places = [(person, *_place(person, unit_id, day)) for person in people]
    return Roster(
        members=tuple(person for person, inside, _ in places if inside),
        facts=frozenset().union(*(facts for _, _, facts in places)),
    )


def _place(person: History, unit_id: UUID, day: date) -> tuple[bool, frozenset[str]]:
    """Whether the person was in the unit, by their last move into it or out of it."""
    touching = [
        move
        for move in moves_in_order(person)
        if move.on <= day and unit_id in {move.from_unit, move.to_unit}
    ]
    if not touching:
        return False, frozenset()
    return touching[-1].to_unit == unit_id, frozenset({touching[-1].fact})


def holding(
    kind: MembersHolding, unit: History, people: Sequence[History], year: int
) -> Outcome:
    """A declared award may still count: it can keep the answer open, but never make it yes."""
    group = roster(people, unit.subject_id, date(year, 12, 31))
    wanted = {"award": kind.award, "percent": str(kind.percent), "count": str(kind.count)}
    if not group.members:
        return Outcome(Answer.UNKNOWN, "members_unknown", wanted, group.facts)
    standings = [standing(person, kind.award, year) for person in group.members]
    members = len(standings)
    held = sum(each.answer is Answer.YES for each in standings)
    declared = sum(each.answer is Answer.UNKNOWN for each in standings)
    revoked = sum(each.revoked for each in standings)
    values = wanted | {
        "members": str(members),
        "held": str(held),
        "declared": str(declared),
        "revoked": str(revoked),
    }
    facts = group.facts.union(*(each.facts for each in standings))

    def enough(number: int) -> bool:
        return number * 100 >= members * kind.percent and number >= kind.count

    if enough(held):
        return Outcome(Answer.YES, "members_hold", values, facts)
    if enough(held + declared):
        return Outcome(Answer.UNKNOWN, "members_declared", values, facts)
    return Outcome(Answer.NO, "members_too_few", values, facts)


def every_rated(
    kind: EveryMemberRated, unit: History, people: Sequence[History], year: int
) -> Outcome:
    group = roster(people, unit.subject_id, date(year, 12, 31))
    if not group.members:
        return Outcome(
            Answer.UNKNOWN, "members_unknown", {"needed": kind.at_least}, group.facts
        )
    known = [latest(e for e in person.ratings if e.year == year) for person in group.members]
    rated = [entry for entry in known if entry is not None]
    least = RATINGS.index(kind.at_least)
    below = sum(RATINGS.index(entry.rating) < least for entry in rated)
    missing = len(known) - len(rated)
    values = {
        "needed": kind.at_least,
        "members": str(len(known)),
        "below": str(below),
        "missing": str(missing),
    }
    facts = group.facts.union(entry.fact for entry in rated)
    if below:
        return Outcome(Answer.NO, "members_below", values, facts)
    if missing:
        return Outcome(Answer.UNKNOWN, "members_not_rated", values, facts)
    return Outcome(Answer.YES, "members_rated", values, facts)


def none_disciplined(
    kind: NoMemberDisciplined, unit: History, people: Sequence[History], year: int
) -> Outcome:
    """Where a person was is asked for the eve: a dismissal may end the membership that day."""
    gravest_allowed = FORMS.index(kind.from_form)
    facts: set[str] = set()
    count = 0
    for person in people:
        for entry in person.disciplines:
            if entry.imposed_on.year != year or FORMS.index(entry.form) < gravest_allowed:
                continue
            inside, place = _place(
                person, unit.subject_id, entry.imposed_on - timedelta(days=1)
            )
            facts |= place
            if inside:
                facts.add(entry.fact)
                count += 1
    values = {"from_form": kind.from_form, "year": str(year), "count": str(count)}
    if count:
        return Outcome(Answer.NO, "members_disciplined", values, frozenset(facts))
    return Outcome(Answer.YES, "members_not_disciplined", values, frozenset(facts))
