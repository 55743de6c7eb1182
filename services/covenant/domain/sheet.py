"""One sheet of a scorecard: the values one scorer gave in one layer, none of them lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.covenant.domain.criteria import (
    MEASURED,
    Band,
    FrameText,
    Part,
    Rule,
    TotalRules,
)
from services.covenant.domain.score_refusals import (
    CriterionApplies,
    MeasureNotExpected,
    MeasureUnusable,
    ScoreDiffersFromRule,
    ScoreNotYesOrNo,
    ScoreOutOfRange,
    ScoreTooFine,
    ScoreWithoutMeasure,
    ScoreWithoutValue,
)
from services.covenant.domain.scorecard_refusals import CrossCheckOfOwnUnit, ScorerNotExpected

Layer = Literal["self", "cross", "consolidated", "appraised"]


@dataclass(frozen=True)
class Value:
    """A value that was given; one that does not apply is 0. `measured` is what it rests on."""

    value: Decimal
    recorded_on: date
    reason: str | None
    measured: Decimal | None = None
    applies: bool = True

    def repeats(self, standing: Value) -> bool:
        """Whether giving this again would say nothing that is not said already."""
        same = (self.value, self.measured, self.applies)
        return same == (standing.value, standing.measured, standing.applies) and (
            self.reason in {None, standing.reason}
        )


@dataclass(frozen=True)
class Score:
    """A value somebody wants to give; `reason` says why where it differs from another.

    Where the criterion is scored by a measure, `measured` stands for the value.
    """

    criterion: str
    value: Decimal | None = None
    reason: str | None = None
    measured: Decimal | None = None
    applies: bool = True

    @property
    def said(self) -> str | None:
        """The reason, or none where it is blank."""
        return (self.reason or "").strip() or None


@dataclass(frozen=True)
class ScoredCriterion:
    """A criterion as a scorecard needs it: its part in the total, its maximum, its rule."""

    code: str
    part: Part
    maximum: Decimal
    group: str = ""
    rule: Rule = "points"
    bands: tuple[Band, ...] = ()
    target: Decimal | None = None
    evidence_required: bool = False
    may_not_apply: bool = False

    def settle(self, score: Score, rules: TotalRules) -> Decimal:
        """The value that a score comes to. Refuses one that does not follow the rule."""
        if not score.applies:
            if not self.may_not_apply or score.said is None:
                raise CriterionApplies(self.code)
            return Decimal(0)
        value = self._by_rule(score, rules)
        if not (value.is_finite() and 0 <= value <= self.maximum):
            raise ScoreOutOfRange(self.code, value, self.maximum)
        if not rules.is_fine_enough(value):
            raise ScoreTooFine(self.code, value, rules.decimals)
        if self.rule == "yes_no" and value not in {Decimal(0), self.maximum}:
            raise ScoreNotYesOrNo(self.code, value, self.maximum)
        return value

    def _by_rule(self, score: Score, rules: TotalRules) -> Decimal:
        measured = score.measured
        if self.rule not in MEASURED:
            if measured is not None:
                raise MeasureNotExpected(self.code)
            if score.value is None:
                raise ScoreWithoutValue(self.code)
            return score.value
        if measured is None:
            raise ScoreWithoutMeasure(self.code)
        if not (measured.is_finite() and measured >= 0):
            raise MeasureUnusable(self.code, measured)
        value = self.measured_value(measured, rules)
        if score.value not in {None, value}:
            raise ScoreDiffersFromRule(self.code, value)
        return value

    def measured_value(self, measured: Decimal, rules: TotalRules) -> Decimal:
        """What a measure comes to: less what its band deducts, or its share of the target."""
        if self.target is not None:
            return rules.rounded(self.maximum * min(measured / self.target, Decimal(1)))
        for band in self.bands:
            if band.below is None or measured < band.below:
                return self.maximum - band.deduct
        return Decimal(0)


def criteria_of(text: FrameText) -> tuple[ScoredCriterion, ...]:
    """All criteria of a frame, in its order."""
    return tuple(
        ScoredCriterion(
            one.code,
            part,
            one.maximum,
            group,
            one.rule,
            one.bands,
            one.target,
            one.evidence_required,
            one.may_not_apply,
        )
        for part, group, one in text.lines()
    )


@dataclass(frozen=True)
class SheetKey:
    """Which sheet: a layer, and who scores in it (nobody by name above the units)."""

    layer: Layer
    by_unit_id: UUID | None

    @classmethod
    def of(cls, layer: Layer, by_unit_id: UUID | None, scored_unit_id: UUID) -> SheetKey:
        """The sheet that a scorer fills in about a unit; none cross-checks itself."""
        match layer:
            case "self" if by_unit_id in {None, scored_unit_id}:
                return cls("self", scored_unit_id)
            case "cross" if by_unit_id == scored_unit_id:
                raise CrossCheckOfOwnUnit(scored_unit_id)
            case "cross" if by_unit_id is not None:
                return cls("cross", by_unit_id)
            case "consolidated" | "appraised" if by_unit_id is None:
                return cls(layer, None)
        raise ScorerNotExpected(layer, by_unit_id)


@dataclass
class Sheet:
    """All values of one scorer in one layer, in the order they were given.

    `returned` is one that was submitted once and is open again.
    """

    submitted: bool = False
    returned: bool = False
    values: dict[str, list[Value]] = field(default_factory=dict)

    def latest(self, criterion: str) -> Value | None:
        """The value that stands, if any was given."""
        given = self.values.get(criterion)
        return given[-1] if given else None

    def append(self, criterion: str, value: Value) -> None:
        """Put a value after those that were given before it."""
        self.values.setdefault(criterion, []).append(value)

    def standing(self) -> dict[str, Value]:
        """The values that stand, by criterion."""
        return {criterion: given[-1] for criterion, given in self.values.items()}
