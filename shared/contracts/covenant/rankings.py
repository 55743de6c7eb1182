"""The facts of rankings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.covenant.frames import RankingRules, TieBreak
from shared.contracts.envelope import Fact

FlagReason = Literal[
    "first_by_score",
    "score_and_ballot_agree",
    "score_over_ballot",
    "ballot_over_score",
    "score_and_ballot_differ",
    "nobody_elected",
    "elected_not_electable",
    "first_is_barred",
    "first_is_shared",
    "nobody_ranked",
    "ballot_not_counted",
]


class Margin(msgspec.Struct, frozen=True, kw_only=True):
    """What put a unit before the next one, which has the same total."""

    by: TieBreak
    over_unit_id: UUID
    figure: Decimal
    other: Decimal


class Place(msgspec.Struct, frozen=True):
    """A unit's place: those that nothing decides between share a rank.

    `margin` says what decided an equal total, `flag_barred_by` the conditions under which the
    unit is ranked without a flag. `elected` is first because the ballot prevails.
    """

    rank: int
    unit_id: UUID
    total: Decimal
    margin: Margin | None = None
    flag_barred_by: tuple[str, ...] = ()
    elected: bool = False


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A unit without a place, and the conditions of the frame that keep it out."""

    unit_id: UUID
    conditions: tuple[str, ...]
    total: Decimal | None = None


class FlagChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which unit the bloc proposes for the flag, or that it proposes none, and why."""

    unit_id: UUID | None
    reason: FlagReason


class RankingFinalised(Fact, frozen=True, kw_only=True):
    """The bloc's ranking of the year, from the appraised scores.

    Rankings of the first kind say nothing of exclusions and the flag: `flag` is none.
    """

    ranking_id: UUID
    bloc_id: UUID
    year: int
    places: tuple[Place, ...]
    finalised_on: date
    ranked_by: RankingRules = RankingRules()
    excluded: tuple[Exclusion, ...] = ()
    flag: FlagChoice | None = None
