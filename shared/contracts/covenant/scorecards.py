"""The facts of scorecards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.covenant.frames import Condition, TotalRules
from shared.contracts.envelope import Fact

Layer = Literal["self", "cross", "consolidated", "appraised"]
Part = Literal["base", "bonus", "penalty"]


class ScoredCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of the frame, as far as the sums need it."""

    code: str
    part: Part
    maximum: Decimal
    group: str = ""


class ScorecardOpened(Fact, frozen=True, kw_only=True):
    """A unit's scorecard of a year is open for scoring against a frame.

    `criteria`, `rules`, `base_maximum` and `conditions` are the frame's, for whoever adds up.
    """

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int
    opened_on: date
    criteria: tuple[ScoredCriterion, ...] = ()
    rules: TotalRules = TotalRules()
    base_maximum: Decimal = Decimal(0)
    conditions: tuple[Condition, ...] = ()


class ScoreRecorded(Fact, frozen=True, kw_only=True):
    """A value for one criterion in one layer. It replaces nothing: earlier values stay.

    `by_unit_id` is the scoring unit for layer `cross`, the unit itself for `self`, none above.
    `previous` is the value this one follows in the same place, none for the first. A sheet's
    total is the sum of its last values in parts `base` and `bonus`, less those in `penalty`,
    and what the rules of its frame change of that. `measured` is what the value rests on. One
    that does not apply to the unit is 0.
    """

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    layer: Layer
    criterion: str
    value: Decimal
    recorded_on: date
    by_unit_id: UUID | None = None
    previous: Decimal | None = None
    reason: str | None = None
    part: Part = "base"
    measured: Decimal | None = None
    applies: bool = True


class ScorecardSubmitted(Fact, frozen=True, kw_only=True):
    """A layer of a scorecard is complete (every criterion scored) and closed."""

    scorecard_id: UUID
    unit_id: UUID
    layer: Layer
    submitted_on: date
    by_unit_id: UUID | None = None


class ScorecardReturned(Fact, frozen=True, kw_only=True):
    """The self-score is given back to its unit, with a reason.

    A consolidation that was submitted on top of it is open again too; all values stay.
    """

    scorecard_id: UUID
    unit_id: UUID
    reason: str
    returned_on: date


class ConsolidationReturned(Fact, frozen=True, kw_only=True):
    """The bloc's scores are given back to the bloc; the self-score stays submitted."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    reason: str
    returned_on: date
