"""One sheet of a scorecard: the values one scorer gave in one layer, none of them lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.covenant.domain.frame import Part, ScoringFrame, has_cents_at_most
from services.covenant.domain.scorecard_refusals import (
    CrossCheckOfOwnUnit,
    ScoreOutOfRange,
    ScorerNotExpected,
    ScoreTooFine,
)

Layer = Literal["self", "cross", "consolidated", "appraised"]


@dataclass(frozen=True)
class ScoredCriterion:
    """A criterion as a scorecard needs it: its part in the total and its highest value."""

    code: str
    part: Part
    maximum: Decimal

    def check(self, value: Decimal) -> None:
        """Refuse a value outside 0 to the maximum, or finer than the frame's own points."""
        if not (value.is_finite() and 0 <= value <= self.maximum):
            raise ScoreOutOfRange(self.code, value, self.maximum)
        if not has_cents_at_most(value):
            raise ScoreTooFine(self.code, value)


def criteria_of(frame: ScoringFrame) -> tuple[ScoredCriterion, ...]:
    """All criteria of a frame, in its order."""
    base = (
        ScoredCriterion(one.code, "base", one.maximum)
        for group in frame.groups
        for one in group.criteria
    )
    bonus = (ScoredCriterion(one.code, "bonus", one.maximum) for one in frame.bonus)
    penalty = (ScoredCriterion(one.code, "penalty", one.maximum) for one in frame.penalty)
    return (*base, *bonus, *penalty)


@dataclass(frozen=True)
class Value:
    """A value that was given."""

    value: Decimal
    recorded_on: date
    reason: str | None


@dataclass(frozen=True)
class Score:
    """A value somebody wants to give; `reason` says why where it differs from another."""

    criterion: str
    value: Decimal
    reason: str | None = None

    @property
    def said(self) -> str | None:
        """The reason, or none where it is blank."""
        return (self.reason or "").strip() or None

    def repeats(self, standing: Value) -> bool:
        """Whether giving this again would say nothing that is not said already."""
        return self.value == standing.value and self.said in {None, standing.reason}


@dataclass(frozen=True)
class Totals:
    """The visible parts of a sheet. `total` is their sum and nothing else.

    Bonus needs no cap here: no frame is adopted whose bonus criteria exceed its bonus maximum.
    """

    base: Decimal
    bonus: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.bonus - self.penalty


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
    """All values of one scorer in one layer, in the order they were given."""

    submitted: bool = False
    values: dict[str, list[Value]] = field(default_factory=dict)

    def latest(self, criterion: str) -> Value | None:
        """The value that stands, if any was given."""
        given = self.values.get(criterion)
        return given[-1] if given else None

    def append(self, criterion: str, value: Value) -> None:
        """Put a value after those that were given before it."""
        self.values.setdefault(criterion, []).append(value)

    def totals(self, criteria: tuple[ScoredCriterion, ...]) -> Totals:
        """The sums of the values that stand."""
        sums: dict[Part, Decimal] = {
            "base": Decimal(0),
            "bonus": Decimal(0),
            "penalty": Decimal(0),
        }
        for one in criteria:
            standing = self.latest(one.code)
            if standing is not None:
                sums[one.part] += standing.value
        return Totals(sums["base"], sums["bonus"], sums["penalty"])
