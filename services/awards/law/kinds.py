"""The kinds of conditions that stand alone, each with its parameters.

What a kind means is said here, how it is found out where it is evaluated.
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

ABSENT = ("unknown", "no")
OPTIONAL = {"may_be_empty": True}
AWARD = {"award": True}


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

    award: str = field(metadata=AWARD)


@dataclass(frozen=True)
class InitiativeOfScope:
    """An initiative recognised within the last `within_years`, the year judged included."""

    at_least: Scope = field(metadata={"choices": SCOPES})
    within_years: int
    decided: bool


@dataclass(frozen=True)
class FindingMet:
    """A finding for this condition's code: what is judged is recorded, never computed.

    Without one the answer is `absent`: `no` belongs to a route that is open only to those for
    whom somebody claimed it.
    """

    absent: Literal["unknown", "no"] = field(metadata={"choices": ABSENT})


@dataclass(frozen=True)
class AwardsInSuccession:
    """`times` awards of a title, `every_years` apart, the last in the year judged.

    No disciplinary term may touch the time from the first year of the chain to the end of the
    year judged: chains restart. With `spent_on`, years that an earlier award of that title
    rested on cannot serve again. A year of maternity leave without the award is passed over.
    """

    award: str = field(metadata=AWARD)
    times: int
    every_years: int
    spent_on: str = field(metadata=AWARD | OPTIONAL)


@dataclass(frozen=True)
class AwardEver:
    """The subject holds the award, of the year judged or of any before."""

    award: str = field(metadata=AWARD)


@dataclass(frozen=True)
class AwardsInPeriod:
    """Years of the period in which the subject holds an award, in succession or not."""

    award: str = field(metadata=AWARD)
    times: int


@dataclass(frozen=True)
class RatingsInPeriod:
    """Years of the period with at least this rating."""

    at_least: RatingLevel = field(metadata={"choices": RATINGS})
    times: int


@dataclass(frozen=True)
class InitiativesInPeriod:
    """Initiatives of the period's years."""

    at_least: Scope = field(metadata={"choices": SCOPES})
    times: int


@dataclass(frozen=True)
class RankAtMost:
    """The unit's place in the final ranking of its bloc; a shared place is the same place.

    A place is what flags rest on: a unit that its bloc ranked without a flag does not reach it.
    """

    rank: int


@dataclass(frozen=True)
class MembersHolding:
    """How many of the unit's people hold an award of the year: a share, a number, or both.

    The unit's people are those whom the principle `who_counts` counts; everybody in it on the
    last day of the year where a rule set has no such principle.
    """

    award: str = field(metadata=AWARD)
    percent: int = field(metadata={"least": 0})
    count: int = field(metadata={"least": 0})


@dataclass(frozen=True)
class EveryMemberRated:
    """Every one of the unit's people who count has at least this rating."""

    at_least: RatingLevel = field(metadata={"choices": RATINGS})


@dataclass(frozen=True)
class NoMemberDisciplined:
    """Nobody was disciplined in the year, in this form or a graver one, while in the unit."""

    from_form: DisciplineForm = field(metadata={"choices": FORMS})


@dataclass(frozen=True)
class NoOpenHold:
    """Nothing about the subject is being verified: every hold placed on it is lifted."""


@dataclass(frozen=True)
class NotDissolved:
    """The unit still is one at the end of the year."""


@dataclass(frozen=True)
class FoundedYears:
    """Full years from the unit's founding to the end of the year judged."""

    years: int


@dataclass(frozen=True)
class RegisteredFor:
    """The subject registered for the title in the covenant of the year."""


@dataclass(frozen=True)
class NotAtHand:
    """The text of the rule is not at hand: nobody can say more than that it is not known."""
