"""When a frame is usable: its parts add up, its rules can be followed, no code is twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from services.covenant.domain.criteria import (
    MEASURED,
    Condition,
    Criterion,
    FrameText,
    Group,
)
from services.covenant.domain.frame_refusals import (
    FrameBandsUnusable,
    FrameBonusTooHigh,
    FrameCodeMissing,
    FrameCodeRepeated,
    FrameConditionUnusable,
    FrameDecimalsUnusable,
    FrameDoesNotAddUp,
    FrameEmpty,
    FrameFloorUnusable,
    FrameGroupDoesNotAddUp,
    FrameMaximumUnusable,
    FrameMeasureMissing,
    FrameRankingUnusable,
    FrameTargetUnusable,
)
from services.covenant.domain.ranking_rules import TieBreak

MOST_DECIMALS = 2


def check_frame(text: FrameText) -> None:
    """Refuse a frame that cannot be scored with; the refusal names the place."""
    if not 0 <= text.rules.decimals <= MOST_DECIMALS:
        raise FrameDecimalsUnusable(text.rules.decimals)
    _check_codes(text)
    _check_maxima(text)
    _check_sums(text)
    for _, _, criterion in text.lines():
        _check_rule(criterion, text)
    floor = text.rules.floor
    if floor is not None and not (floor.is_finite() and 0 <= floor < text.base_maximum):
        raise FrameFloorUnusable(floor)
    for condition in text.conditions:
        _check_condition(condition, text)
    _check_ranking(text)


def _named(text: FrameText) -> Iterator[Group | Criterion]:
    yield from text.groups
    for _, _, criterion in text.lines():
        yield criterion


def _check_codes(text: FrameText) -> None:
    seen: set[str] = set()
    for one in [*_named(text), *text.conditions]:
        if not one.code.strip():
            raise FrameCodeMissing(one.name)
        if one.code in seen:
            raise FrameCodeRepeated(one.code)
        seen.add(one.code)


def _check_maxima(text: FrameText) -> None:
    decimals = text.rules.decimals
    if not any(group.criteria for group in text.groups):
        raise FrameEmpty
    bonus_maximum = text.bonus_maximum
    if not (_is_points(bonus_maximum, text) or bonus_maximum == 0):
        raise FrameMaximumUnusable("bonus_maximum", bonus_maximum, decimals)
    named = [(one.code, one.maximum) for one in _named(text)]
    for place, maximum in [("base_maximum", text.base_maximum), *named]:
        if not _is_points(maximum, text):
            raise FrameMaximumUnusable(place, maximum, decimals)


def _is_points(maximum: Decimal, text: FrameText) -> bool:
    return maximum.is_finite() and maximum > 0 and text.rules.is_fine_enough(maximum)


def _check_sums(text: FrameText) -> None:
    for group in text.groups:
        added = sum((one.maximum for one in group.criteria), Decimal(0))
        if added != group.maximum:
            raise FrameGroupDoesNotAddUp(group.code, added, group.maximum)
    added = sum((group.maximum for group in text.groups), Decimal(0))
    if added != text.base_maximum:
        raise FrameDoesNotAddUp(added, text.base_maximum)
    added = sum((one.maximum for one in text.bonus), Decimal(0))
    if added > text.bonus_maximum:
        raise FrameBonusTooHigh(added, text.bonus_maximum)


def _check_rule(criterion: Criterion, text: FrameText) -> None:
    if criterion.rule in MEASURED and not (criterion.measure or "").strip():
        raise FrameMeasureMissing(criterion.code)
    target = criterion.target
    if (criterion.rule == "proportional") != (target is not None):
        raise FrameTargetUnusable(criterion.code)
    if target is not None and not (target.is_finite() and target > 0):
        raise FrameTargetUnusable(criterion.code)
    if (criterion.rule == "band") != bool(criterion.bands):
        raise FrameBandsUnusable(criterion.code, "bands belong to rule band, and to no other")
    _check_bands(criterion, text)


def _check_bands(criterion: Criterion, text: FrameText) -> None:
    limits = [band.below for band in criterion.bands]
    if limits and limits[-1] is not None:
        raise FrameBandsUnusable(criterion.code, "the last band ends")
    before = Decimal(0)
    for limit in limits[:-1]:
        if limit is None or not limit.is_finite() or limit <= before:
            raise FrameBandsUnusable(criterion.code, f"{limit} does not follow {before}")
        before = limit
    for band in criterion.bands:
        deduct = band.deduct
        if not (deduct.is_finite() and 0 <= deduct <= criterion.maximum):
            raise FrameBandsUnusable(criterion.code, f"{deduct} is deducted")
        if not text.rules.is_fine_enough(deduct):
            raise FrameBandsUnusable(criterion.code, f"{deduct} is too fine")


def _check_condition(condition: Condition, text: FrameText) -> None:
    ceiling = condition.ceiling
    if condition.effect != "ceiling":
        if ceiling is not None or condition.group is not None:
            raise FrameConditionUnusable(condition.code)
        return
    if condition.group is not None and condition.group not in {g.code for g in text.groups}:
        raise FrameConditionUnusable(condition.code)
    lowest = Decimal(0) if condition.group is not None else text.rules.floor or Decimal(0)
    if (
        ceiling is None
        or not (ceiling.is_finite() and lowest <= ceiling <= text.base_maximum)
        or not text.rules.is_fine_enough(ceiling)
    ):
        raise FrameConditionUnusable(condition.code)


def _check_ranking(text: FrameText) -> None:
    """Refuse tie-breaks that name nothing of the frame, or the same twice."""
    named = {
        "group": {one.code for one in text.groups},
        "criterion": {one.code for _, _, one in text.lines()},
        "preferred": {one.code for one in text.conditions if one.effect == "prefer"},
    }
    seen: set[TieBreak] = set()
    for one in text.ranking.tie_break:
        if one in seen or one.of not in named.get(one.by, {""}):
            raise FrameRankingUnusable(f"{one.by} {one.of}".strip())
        seen.add(one)
    among = text.ranking.ballot_among
    if among is not None and (among < 1 or not text.ranking.needs_ballot):
        raise FrameRankingUnusable(f"ballot_among {among}")
