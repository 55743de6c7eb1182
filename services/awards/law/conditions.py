"""The vocabulary: the kinds of conditions a rule set may use, with their parameters.

A rule set names a kind (`rating`, `awards`, …) and fills these fields; what a kind means is
said where it is evaluated. A new kind of condition starts here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services.awards.law.history import (
    FORMS,
    RATINGS,
    SCOPES,
    DisciplineForm,
    RatingLevel,
    Scope,
)
from services.awards.law.verdict import Certainty

ABSENT = ("unknown", "no")


@dataclass(frozen=True)
class RatingAtLeast:
    """The subject's rating of the year."""

    at_least: RatingLevel = field(metadata={"choices": RATINGS})


@dataclass(frozen=True)
class ServiceAtLeast:
    """Months of unbroken service up to the end of the year, or up to leaving in it.

    A transfer does not break service.
    """

    months: int


@dataclass(frozen=True)
class StandardOf:
    """The conditions of another title of the same subject in the same year, not its award."""

    award: str


@dataclass(frozen=True)
class InitiativeOfScope:
    """An initiative recognised within the last `within_years`, the year judged included."""

    at_least: Scope = field(metadata={"choices": SCOPES})
    within_years: int = 1
    decided: bool = False


@dataclass(frozen=True)
class FindingMet:
    """A finding for this condition's code: what is judged is recorded, never computed.

    Without one the answer is `absent`: `no` belongs to a route that is open only to those for
    whom somebody claimed it.
    """

    absent: Literal["unknown", "no"] = field(default="unknown", metadata={"choices": ABSENT})


@dataclass(frozen=True)
class AwardsInSuccession:
    """`times` awards of a title, `every_years` apart, the last in the year judged.

    `last_before` moves the last one that many years back. No disciplinary term may touch the
    time from the first year of the chain to the end of the year judged: chains restart. With
    `spent_on`, years that an earlier award of that title rested on cannot serve again.
    """

    award: str
    times: int
    every_years: int = 1
    last_before: int = 0
    spent_on: str = ""


@dataclass(frozen=True)
class RankAtMost:
    """The unit's place in the final ranking of its bloc; a shared place is the same place."""

    rank: int


@dataclass(frozen=True)
class MembersHolding:
    """How many of the unit's people hold an award of the year: a share, a number, or both.

    The unit's people are those who are in it on the last day of the year.
    """

    award: str
    percent: int = 0
    count: int = 0


@dataclass(frozen=True)
class EveryMemberRated:
    """Every one of the unit's people on the last day of the year has at least this rating."""

    at_least: RatingLevel = field(metadata={"choices": RATINGS})


@dataclass(frozen=True)
class NoMemberDisciplined:
    """Nobody was disciplined in the year, in this form or a graver one, while in the unit."""

    from_form: DisciplineForm = field(metadata={"choices": FORMS})


@dataclass(frozen=True)
class NoOpenHold:
    """Nothing about the subject is being verified: every hold placed on it is lifted."""


@dataclass(frozen=True)
class AnyOf:
    """At least one of the options."""

    options: tuple[Condition, ...]


Kind = (
    RatingAtLeast
    | ServiceAtLeast
    | StandardOf
    | InitiativeOfScope
    | FindingMet
    | AwardsInSuccession
    | RankAtMost
    | MembersHolding
    | EveryMemberRated
    | NoMemberDisciplined
    | NoOpenHold
    | AnyOf
)

KINDS: dict[str, type[Kind]] = {
    "rating": RatingAtLeast,
    "service": ServiceAtLeast,
    "standard": StandardOf,
    "initiative": InitiativeOfScope,
    "finding": FindingMet,
    "awards": AwardsInSuccession,
    "rank": RankAtMost,
    "members_holding": MembersHolding,
    "members_rated": EveryMemberRated,
    "members_not_disciplined": NoMemberDisciplined,
    "no_hold": NoOpenHold,
    "any_of": AnyOf,
}


@dataclass(frozen=True)
class Condition:
    """One line of the law as a condition.

    `route` names the alternative way to the title it belongs to; without one it always holds.
    """

    code: str
    kind: Kind
    article: str
    certainty: Certainty
    text: str
    route: str = ""
