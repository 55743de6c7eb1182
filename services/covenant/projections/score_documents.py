"""The documents of scores and places; each is the answer to one question, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.covenant.projections.dialogue_documents import (
    AppealView,
    ConditionHeld,
    ConflictView,
    EvidenceView,
    RemarkView,
)
from services.covenant.projections.documents import ConditionView, RulesView
from shared.contracts.covenant import Layer, Part

POINTS_ALONE = RulesView()


# Why points are added or taken by the rules of the frame.
Cause = Literal["not_applicable", "bonus_cut", "ceiling", "floor"]


@dataclass(frozen=True, kw_only=True)
class ValueView:
    """A value that was given: by whom, on which day, recorded when, in which fact, and why."""

    value: Decimal
    recorded_on: date
    recorded_at: datetime
    actor: str
    fact_id: str
    reason: str | None = None
    measured: Decimal | None = None
    applies: bool = True


@dataclass(frozen=True, kw_only=True)
class CriterionScores:
    """All values of one criterion in one sheet, the one that stands last."""

    criterion: str
    part: Part
    values: tuple[ValueView, ...]

    @property
    def standing(self) -> Decimal:
        return self.values[-1].value


@dataclass(frozen=True, kw_only=True)
class AdjustmentView:
    """Points that the frame's rules add or take; `condition` names the ceiling that does."""

    cause: Cause
    points: Decimal
    condition: str | None = None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The visible parts of a sheet, and their sum: base + bonus - penalty + adjustments."""

    base: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    adjustments: tuple[AdjustmentView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScoredCriterionView:
    """A criterion of the frame, as far as the sums need it."""

    code: str
    part: Part
    maximum: Decimal
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetView:
    """What one scorer gave in one layer; `returned` is open again after it was submitted."""

    layer: Layer
    by_unit_id: UUID | None
    state: Literal["open", "submitted", "returned"] = "open"
    submitted_on: date | None = None
    scores: tuple[CriterionScores, ...] = ()
    totals: Totals = Totals()


@dataclass(frozen=True, kw_only=True)
class CriterionAverage:
    criterion: str
    average: Decimal


@dataclass(frozen=True, kw_only=True)
class CrossAverage:
    """The means of the cross-checks that were submitted, to two decimals, a half rounded up.

    The total is the sum of the means of the parts, so that it is what its parts show.
    """

    sheets: int
    total: Decimal
    criteria: tuple[CriterionAverage, ...]
    adjustments: tuple[AdjustmentView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReturnView:
    """Why and when a layer was given back: the self-score, or the bloc's scores."""

    reason: str
    returned_on: date
    actor: str
    fact_id: str
    layer: Layer = "self"


@dataclass(frozen=True, kw_only=True)
class ScorecardView:
    """A scorecard with every value of every layer.

    `total` is that of the highest submitted layer, which `total_layer` names; a cross-check
    is one unit's opinion and never the total. `version` is to be named by whoever scores on
    what is read here. `withheld` counts sheets of others that the reader is not to see yet.
    """

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int
    opened_on: date
    sheets: tuple[SheetView, ...] = ()
    returns: tuple[ReturnView, ...] = ()
    cross_average: CrossAverage | None = None
    total: Decimal | None = None
    total_layer: Layer | None = None
    version: int = 1
    criteria: tuple[ScoredCriterionView, ...] = ()
    rules: RulesView = POINTS_ALONE
    base_maximum: Decimal = Decimal(0)
    conditions: tuple[ConditionView, ...] = ()
    held: tuple[ConditionHeld, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    remarks: tuple[RemarkView, ...] = ()
    conflicts: tuple[ConflictView, ...] = ()
    appeals: tuple[AppealView, ...] = ()
    withheld: int = 0
