"""What can happen to a scorecard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.covenant.domain.criteria import Condition, Part, TotalRules
from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Decision,
    Evidence,
    Judgement,
    Remark,
    Withdrawal,
)
from services.covenant.domain.sheet import Layer, ScoredCriterion


class Opened(Aggregate.Created):
    TOPIC = "scorecard.opened"
    class_version = 2
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int
    criteria: tuple[ScoredCriterion, ...]
    opened_on: date
    base_maximum: Decimal
    rules: TotalRules
    conditions: tuple[Condition, ...]

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """The first frames had neither conditions nor rules for what a total is."""
        base = [Decimal(one["maximum"]) for one in state["criteria"] if one["part"] == "base"]
        state |= {"base_maximum": str(sum(base)), "rules": {}, "conditions": []}


class ScoreRecorded(Aggregate.Event):
    TOPIC = "scorecard.score_recorded"
    class_version = 2
    bloc_id: UUID
    unit_id: UUID
    year: int
    layer: Layer
    criterion: str
    part: Part
    value: Decimal
    recorded_on: date
    by_unit_id: UUID | None
    previous: Decimal | None
    reason: str | None
    measured: Decimal | None
    applies: bool

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """The first values were given as they are, and every criterion applied."""
        state |= {"measured": None, "applies": True}


class Submitted(Aggregate.Event):
    TOPIC = "scorecard.submitted"
    unit_id: UUID
    layer: Layer
    submitted_on: date
    by_unit_id: UUID | None


class Returned(Aggregate.Event):
    TOPIC = "scorecard.returned"
    unit_id: UUID
    reason: str
    returned_on: date


class OfUnit(Aggregate.Event):
    """What is said of a unit's scores names the unit, its bloc and the year."""

    bloc_id: UUID
    unit_id: UUID
    year: int


class ConsolidationReturned(OfUnit):
    TOPIC = "scorecard.consolidation_returned"
    reason: str
    returned_on: date


class EvidenceAttached(OfUnit):
    TOPIC = "scorecard.evidence_attached"
    evidence: Evidence


class EvidenceWithdrawn(OfUnit):
    TOPIC = "scorecard.evidence_withdrawn"
    withdrawal: Withdrawal


class Remarked(OfUnit):
    TOPIC = "scorecard.remarked"
    remark: Remark


class ConflictDeclared(OfUnit):
    TOPIC = "scorecard.conflict_declared"
    conflict: Conflict


class ConditionJudged(OfUnit):
    TOPIC = "scorecard.condition_judged"
    judgement: Judgement


class Appealed(OfUnit):
    TOPIC = "scorecard.appealed"
    appeal: Appeal


class AppealDecided(OfUnit):
    TOPIC = "scorecard.appeal_decided"
    decision: Decision
