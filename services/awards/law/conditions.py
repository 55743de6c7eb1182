"""The vocabulary: what a rule set may ask for. `kinds` stand alone, others combine conditions.

A rule set names a kind (`rating`, `period`, …) and fills its fields, every one of them. A new
kind of condition starts here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from services.awards.law.history import RATINGS, RatingLevel
from services.awards.law.kinds import (
    AWARD,
    OPTIONAL,
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
    NotAtHand,
    NotDissolved,
    RankAtMost,
    RatingAtLeast,
    RatingsInPeriod,
    RegisteredFor,
    ServiceAtLeast,
    StandardOf,
)
from services.awards.law.verdict import Certainty


@dataclass(frozen=True)
class Period:
    """Consecutive years up to the year judged, at least `years`, each with this rating.

    With `or_award` a year in which the subject holds that title will do too. With `after` the
    years count from the one after the first of that award. `parts` are judged over these years.
    """

    after: str = field(metadata=AWARD | OPTIONAL)
    years: int
    at_least: RatingLevel = field(metadata={"choices": RATINGS})
    or_award: str = field(metadata=AWARD | OPTIONAL)
    parts: tuple[Condition, ...] = field(metadata=OPTIONAL)


@dataclass(frozen=True)
class AnyOf:
    """At least one of the options."""

    options: tuple[Condition, ...]


@dataclass(frozen=True)
class AllOf:
    """Every one of the options."""

    options: tuple[Condition, ...]


@dataclass(frozen=True)
class NotThat:
    """The one option does not hold."""

    options: tuple[Condition, ...] = field(metadata={"length": 1})


Kind = (
    RatingAtLeast
    | ServiceAtLeast
    | StandardOf
    | InitiativeOfScope
    | FindingMet
    | AwardsInSuccession
    | AwardEver
    | Period
    | AwardsInPeriod
    | RatingsInPeriod
    | InitiativesInPeriod
    | RankAtMost
    | MembersHolding
    | EveryMemberRated
    | NoMemberDisciplined
    | NoOpenHold
    | NotDissolved
    | FoundedYears
    | RegisteredFor
    | NotAtHand
    | AnyOf
    | AllOf
    | NotThat
)

KINDS: dict[str, type[Kind]] = {
    "rating": RatingAtLeast,
    "service": ServiceAtLeast,
    "standard": StandardOf,
    "initiative": InitiativeOfScope,
    "finding": FindingMet,
    "awards": AwardsInSuccession,
    "award_ever": AwardEver,
    "period": Period,
    "awards_in_period": AwardsInPeriod,
    "ratings_in_period": RatingsInPeriod,
    "initiatives_in_period": InitiativesInPeriod,
    "rank": RankAtMost,
    "members_holding": MembersHolding,
    "members_rated": EveryMemberRated,
    "members_not_disciplined": NoMemberDisciplined,
    "no_hold": NoOpenHold,
    "not_dissolved": NotDissolved,
    "founded": FoundedYears,
    "registered": RegisteredFor,
    "not_at_hand": NotAtHand,
    "any_of": AnyOf,
    "all_of": AllOf,
    "not": NotThat,
}

# Conditions about years that only a period sets.
IN_PERIOD = (AwardsInPeriod, RatingsInPeriod, InitiativesInPeriod)
# Conditions that only one kind of subject can meet.
OF_PEOPLE = (ServiceAtLeast, InitiativeOfScope, InitiativesInPeriod)
OF_UNITS = (
    RankAtMost,
    MembersHolding,
    EveryMemberRated,
    NoMemberDisciplined,
    NotDissolved,
    FoundedYears,
)


@dataclass(frozen=True)
class Condition:
    """One line of the law as a condition.

    `route` names the alternative way to the title it belongs to; without one it always holds.
    """

    code: str
    kind: Kind
    article: str
    source: str
    certainty: Certainty
    text: str
    route: str = ""


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions inside a condition."""
    match condition.kind:
        case Period(parts=parts):
            return parts
        case AnyOf(options=options) | AllOf(options=options) | NotThat(options=options):
            return options
        case _:
            return ()


def with_parts(condition: Condition) -> list[Condition]:
    """A condition and all that are inside it, however deep."""
    return [condition, *(each for part in parts_of(condition) for each in with_parts(part))]


def rebuilt(condition: Condition, parts: tuple[Condition, ...]) -> Condition:
    """The condition with other ones inside it."""
    match condition.kind:
        case Period() as kind:
            return replace(condition, kind=replace(kind, parts=parts))
        case AnyOf() | AllOf() | NotThat() as kind:
            return replace(condition, kind=replace(kind, options=parts))
        case _:
            return condition
