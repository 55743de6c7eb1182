"""A unit as it enters the ranking: what its scorecard says of it, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.covenant.domain.criteria import Condition, Effect
from services.covenant.domain.ranking_rules import TieBreak
from services.covenant.domain.totals import Standing, Summing


@dataclass(frozen=True)
class OpenMatter:
    """What a final ranking waits for: a layer, an appeal on a criterion, or the ballot."""

    what: Literal["layer", "appeal", "ballot"]
    unit_id: UUID | None = None
    of: str = ""


@dataclass(frozen=True)
class Points:
    """What a unit has by its appraisal, for the total and for every tie-break."""

    total: Decimal
    base: Decimal
    deductions: Decimal
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    criteria: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Entrant:
    """A unit with a scorecard; without points it is not appraised."""

    unit_id: UUID
    points: Points | None
    conditions: tuple[Condition, ...] = ()
    open: tuple[OpenMatter, ...] = ()

    def under(self, effect: Effect) -> tuple[str, ...]:
        """The codes of the established conditions with an effect, in the frame's order."""
        return tuple(one.code for one in self.conditions if one.effect == effect)

    def figure(self, tie_break: TieBreak, votes: Mapping[UUID, int]) -> Decimal:
        """What the unit has to show in a tie-break; of deductions the fewer is the better."""
        points = self.points
        match tie_break.by:
            case "preferred":
                return Decimal(tie_break.of in self.under("prefer"))
            case "ballot":
                return Decimal(votes.get(self.unit_id, 0))
            case _ if points is None:
                return Decimal(0)
            case "group":
                return points.groups.get(tie_break.of, Decimal(0))
            case "criterion":
                return points.criteria.get(tie_break.of, Decimal(0))
            case "base":
                return points.base
            case "deductions":
                return points.deductions


def points_of(
    summing: Summing, standing: Mapping[str, Standing], conditions: Iterable[Condition]
) -> Points:
    """What the values of an appraisal come to, under the conditions that hold."""
    ceilings = [one for one in conditions if one.effect == "ceiling"]
    totals = summing.totals(standing, ceilings)
    groups = dict.fromkeys(one.group for one in summing.criteria if one.part == "base")
    return Points(
        totals.total,
        totals.base,
        totals.penalty,
        {group: summing.group_total(group, standing, ceilings) for group in groups},
        {code: value.value for code, value in standing.items()},
    )
