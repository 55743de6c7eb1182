"""What the values of a sheet come to, by the rules of the frame.

The scorecard itself adds up in the same way before it decides; that both agree on every frame
and every order of values is a property test.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from services.covenant.projections.documents import ConditionView
from services.covenant.projections.score_documents import (
    AdjustmentView,
    CriterionScores,
    ScorecardView,
    Totals,
)
from shared.contracts.covenant import Layer

NOTHING = Decimal(0)
CAPPED: frozenset[Layer] = frozenset({"consolidated", "appraised"})


def totals_of(card: ScorecardView, layer: Layer, scores: tuple[CriterionScores, ...]) -> Totals:
    """The visible parts of a sheet, and their sum."""
    sums = {"base": NOTHING, "bonus": NOTHING, "penalty": NOTHING}
    for one in scores:
        sums[one.part] += one.standing
    held = {one.condition for one in card.held} if layer in CAPPED else set()
    ceilings = [one for one in card.conditions if one.effect == "ceiling" and one.code in held]
    adjustments = tuple(
        one for one in _adjusted(card, sums, scores, ceilings) if one.points != 0
    )
    total = sums["base"] + sums["bonus"] - sums["penalty"]
    total += sum((one.points for one in adjustments), NOTHING)
    return Totals(**sums, total=total, adjustments=adjustments)


def _adjusted(
    card: ScorecardView,
    sums: dict[str, Decimal],
    scores: tuple[CriterionScores, ...],
    ceilings: list[ConditionView],
) -> Iterator[AdjustmentView]:
    """In order: what does not apply, groups, the bonus, the total, the floor."""
    if not card.criteria:
        return  # A scorecard of the first kind: its frame had no such rules.
    rules, running = card.rules, sums["base"]
    maxima = {one.code: one.maximum for one in card.criteria}
    left_out = sum((maxima.get(one.criterion, NOTHING) for one in _without(scores)), NOTHING)
    full = rules.not_applicable == "full"
    if full:
        yield AdjustmentView(cause="not_applicable", points=left_out)
        running += left_out
    for condition in _lowest(ceilings, of_groups=True):
        group = {one.code for one in card.criteria if one.group == condition.group}
        counted = sum(
            (one.standing for one in scores if one.criterion in group and one.part == "base"),
            NOTHING,
        )
        if full:
            out = [one for one in _without(scores) if one.criterion in group]
            counted += sum((maxima[one.criterion] for one in out), NOTHING)
        over = counted - _ceiling(condition)
        if over > 0:
            yield AdjustmentView(cause="ceiling", points=-over, condition=condition.code)
            running -= over
    if rules.not_applicable == "scaled" and 0 < left_out < card.base_maximum:
        share = card.base_maximum / (card.base_maximum - left_out)
        unit = Decimal(1).scaleb(-rules.decimals)
        scaled = min((running * share).quantize(unit, ROUND_HALF_UP), card.base_maximum)
        yield AdjustmentView(cause="not_applicable", points=scaled - running)
        running = scaled
    over = running + sums["bonus"] - card.base_maximum
    if not rules.bonus_above_total and over > 0:
        yield AdjustmentView(cause="bonus_cut", points=-over)
        running -= over
    running += sums["bonus"] - sums["penalty"]
    for condition in _lowest(ceilings, of_groups=False):
        over = running - _ceiling(condition)
        if over > 0:
            yield AdjustmentView(cause="ceiling", points=-over, condition=condition.code)
            running -= over
    if rules.floor is not None and running < rules.floor:
        yield AdjustmentView(cause="floor", points=rules.floor - running)


def _without(scores: tuple[CriterionScores, ...]) -> list[CriterionScores]:
    """The base criteria that do not apply to the unit."""
    return [one for one in scores if one.part == "base" and not one.values[-1].applies]


def _ceiling(condition: ConditionView) -> Decimal:
    return NOTHING if condition.ceiling is None else condition.ceiling


def _lowest(ceilings: list[ConditionView], *, of_groups: bool) -> list[ConditionView]:
    """Of several ceilings on the same sum the lowest; the first of equal ones."""
    lowest: dict[str | None, ConditionView] = {}
    for one in ceilings:
        if (one.group is not None) == of_groups:
            held = lowest.get(one.group)
            if held is None or _ceiling(one) < _ceiling(held):
                lowest[one.group] = one
    return [lowest[group] for group in sorted(lowest, key=lambda group: group or "")]
