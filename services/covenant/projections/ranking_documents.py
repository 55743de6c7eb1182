"""The documents of rankings: the places that were fixed, and those of this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.covenant.projections.documents import (
    SCORE_ALONE,
    RankingRulesView,
    TieBreakView,
)
from shared.contracts.covenant import FlagReason


@dataclass(frozen=True, kw_only=True)
class MarginView:
    """What put a unit before the next one, which has the same total."""

    by: TieBreakView
    over_unit_id: UUID
    figure: Decimal
    other: Decimal


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """A unit's place; only units that nothing decides between share a rank."""

    rank: int
    unit_id: UUID
    total: Decimal
    margin: MarginView | None = None
    flag_barred_by: tuple[str, ...] = ()
    elected: bool = False


@dataclass(frozen=True, kw_only=True)
class ExclusionView:
    """A unit without a place, and the conditions of the frame that keep it out."""

    unit_id: UUID
    conditions: tuple[str, ...]
    total: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class FlagView:
    """Which unit is proposed for the flag, or that none is, and why."""

    unit_id: UUID | None
    reason: FlagReason


@dataclass(frozen=True, kw_only=True)
class OpenView:
    """What a final ranking waits for: a layer, an appeal on a criterion, the ballot."""

    what: Literal["layer", "appeal", "ballot"]
    unit_id: UUID | None = None
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class FinalRanking:
    """The places that were fixed; `flag` is none for rankings of the first kind."""

    ranking_id: UUID
    bloc_id: UUID
    year: int
    places: tuple[PlaceView, ...]
    finalised_on: date
    ranked_by: RankingRulesView = SCORE_ALONE
    excluded: tuple[ExclusionView, ...] = ()
    flag: FlagView | None = None


@dataclass(frozen=True, kw_only=True)
class RankingView:
    """The ranking by the appraised scores of this moment, and the final one once it is fixed.

    `waiting_unit_ids` have a scorecard that is not appraised yet: they have no place. `open` is
    all that keeps the ranking from being final. `digest` is to be named by whoever fixes what
    is read here.
    """

    bloc_id: UUID
    year: int
    places: tuple[PlaceView, ...]
    waiting_unit_ids: tuple[UUID, ...]
    excluded: tuple[ExclusionView, ...] = ()
    open: tuple[OpenView, ...] = ()
    flag: FlagView
    ranked_by: RankingRulesView = SCORE_ALONE
    digest: str
    finalised: FinalRanking | None = None
