"""The lines of a scoring frame: criteria with their rules, groups, conditions, how sums go."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from uuid import UUID

from services.covenant.domain.ranking_rules import SCORE_ALONE, RankingRules

Part = Literal["base", "bonus", "penalty"]
Rule = Literal["points", "band", "proportional", "yes_no"]
NotApplicable = Literal["nothing", "full", "scaled"]
Effect = Literal["exclude", "no_flag", "ceiling", "prefer"]
MEASURED: frozenset[Rule] = frozenset({"band", "proportional"})


@dataclass(frozen=True)
class Band:
    """What is deducted while the measure is below `below`; the last band is below nothing."""

    below: Decimal | None
    deduct: Decimal


@dataclass(frozen=True)
class Criterion:
    """One line of a frame: at most `maximum` points.

    Rule `points` takes any value, `yes_no` all or nothing. `band` and `proportional` make the
    value from a measure, which `measure` names: by deducting what its band says, or as the
    share of `target` that was reached.
    """

    code: str
    name: str
    maximum: Decimal
    rule: Rule = "points"
    measure: str | None = None
    bands: tuple[Band, ...] = ()
    target: Decimal | None = None
    evidence_required: bool = False
    may_not_apply: bool = False


@dataclass(frozen=True)
class Group:
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Condition:
    """What, once it is established of a unit, excludes it, bars the flag, or caps its points.

    `ceiling` caps a group where one is named, else the total. `prefer` counts in a tie-break.
    """

    code: str
    name: str
    effect: Effect
    ceiling: Decimal | None = None
    group: str | None = None


@dataclass(frozen=True)
class TotalRules:
    """How the parts of a sheet become its total.

    A criterion that does not apply to a unit counts nothing, or in full, or the others are
    scaled up to the frame's maximum. Without `bonus_above_total` the bonus fills up to the base
    maximum and no further. Penalties take nothing below `floor`.
    """

    decimals: int = 2
    bonus_above_total: bool = True
    floor: Decimal | None = None
    not_applicable: NotApplicable = "scaled"

    @property
    def unit(self) -> Decimal:
        """The smallest number of points."""
        return Decimal(1).scaleb(-self.decimals)

    def is_fine_enough(self, points: Decimal) -> bool:
        """Whether a finite number of points has no more decimals than are counted."""
        exponent = points.normalize().as_tuple().exponent
        return isinstance(exponent, int) and exponent >= -self.decimals

    def rounded(self, points: Decimal) -> Decimal:
        """Points as they are counted; a half is rounded up."""
        return points.quantize(self.unit, ROUND_HALF_UP)


@dataclass(frozen=True)
class FrameText:
    """All of a frame that is copied when another year takes it over."""

    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...] = ()
    penalty: tuple[Criterion, ...] = ()
    basis: tuple[str, ...] = ()
    rules: TotalRules = TotalRules()
    conditions: tuple[Condition, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    ranking: RankingRules = SCORE_ALONE

    def lines(self) -> list[tuple[Part, str, Criterion]]:
        """All criteria in order, with their part and the code of their group."""
        base: list[tuple[Part, str, Criterion]] = [
            ("base", group.code, one) for group in self.groups for one in group.criteria
        ]
        bonus: list[tuple[Part, str, Criterion]] = [("bonus", "", one) for one in self.bonus]
        return [*base, *bonus, *(("penalty", "", one) for one in self.penalty)]
