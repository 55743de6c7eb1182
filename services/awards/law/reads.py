"""What a title's conditions look at, so that a new fact judges anew only what it can touch.

Named are the lists of a history. A condition that looks at more of them than it says here would
keep a stale verdict; a test compares what is kept fact by fact with what is judged at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from services.awards.law.conditions import Condition, Kind, Period, with_parts
from services.awards.law.kinds import (
    AwardEver,
    AwardsInPeriod,
    AwardsInSuccession,
    EveryMemberRated,
    FindingMet,
    FoundedYears,
    InitiativeOfScope,
    InitiativesInPeriod,
    MembersHolding,
    NoMemberDisciplined,
    NoOpenHold,
    NotDissolved,
    RankAtMost,
    RatingAtLeast,
    RatingsInPeriod,
    RegisteredFor,
    ServiceAtLeast,
    StandardOf,
)

if TYPE_CHECKING:
    from services.awards.law.history import Entry
    from services.awards.law.ruleset import RuleSet, Title

HELD = ("awards", "revocations")
RESTARTS = ("disciplines", "disciplines_over", "findings")
OWN: dict[type[Kind], tuple[str, ...]] = {
    RatingAtLeast: ("ratings",),
    ServiceAtLeast: ("moves",),
    InitiativeOfScope: ("initiatives", *HELD),
    FindingMet: ("findings",),
    AwardsInSuccession: (*HELD, *RESTARTS),
    AwardEver: HELD,
    Period: ("ratings", *HELD, *RESTARTS),
    AwardsInPeriod: HELD,
    RatingsInPeriod: ("ratings",),
    InitiativesInPeriod: ("initiatives", *HELD),
    RankAtMost: ("ranks",),
    MembersHolding: ("ties",),
    EveryMemberRated: ("ties",),
    NoMemberDisciplined: ("ties",),
    NoOpenHold: ("holds", "holds_lifted"),
    NotDissolved: ("dissolutions",),
    FoundedYears: ("foundings",),
    RegisteredFor: ("registrations",),
}
# Of a unit's people; who of them counts hangs on their moves and on findings.
OF_PEOPLE: dict[type[Kind], tuple[str, ...]] = {
    MembersHolding: ("awards", "revocations", "moves", "findings"),
    EveryMemberRated: ("ratings", "moves", "findings"),
    NoMemberDisciplined: ("disciplines", "moves"),
}
# What happened in a year touches no verdict about an earlier one.
FORWARD = {"ratings", "findings", "ranks", "registrations", "initiatives"}
# Of a unit's people only what is of the very year counts.
OF_THE_YEAR = {"ratings", "findings", "awards"}


def own_reads(ruleset: RuleSet, title: Title) -> frozenset[str]:
    """The lists of the subject's own history that decide about a title."""
    conditions = [each.condition for each in ruleset.common] + list(title.conditions)
    for each in title.conditions:
        if isinstance(each.kind, StandardOf):
            standard = ruleset.title(title.subject_kind, each.kind.award)
            conditions += [] if standard is None else standard.conditions
    return _named(tuple(conditions), people=False)


def people_reads(title: Title) -> frozenset[str]:
    """The lists of the histories of a unit's people that decide about a title."""
    return _named(title.conditions, people=True)


@cache
def _named(conditions: tuple[Condition, ...], *, people: bool) -> frozenset[str]:
    named = OF_PEOPLE if people else OWN
    return frozenset(
        name
        for condition in conditions
        for each in with_parts(condition)
        for name in named.get(type(each.kind), ())
    )


def years_touched(name: str, entry: Entry, years: range, *, of_a_member: bool) -> list[int]:
    """The years whose verdicts an entry of a list may change."""
    year: int | None = getattr(entry, "year", None)
    if year is not None and of_a_member and name in OF_THE_YEAR:
        return [each for each in years if each == year]
    if year is not None and name in FORWARD:
        return [each for each in years if each >= year]
    return list(years)
