from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.covenant.domain.criteria import Group
from services.covenant.domain.frame_refusals import (
    FrameBonusTooHigh,
    FrameCodeMissing,
    FrameCodeRepeated,
    FrameDoesNotAddUp,
    FrameEmpty,
    FrameGroupDoesNotAddUp,
    FrameMaximumUnusable,
)
from tests.covenant.samples import GROUPS, criterion, frame, happened, points


def test_a_frame_whose_parts_add_up_is_adopted() -> None:
    assert happened(frame()) == ["scoring_frame.adopted"]


def test_a_group_that_does_not_add_up_is_named() -> None:
    uneven = Group("II", "Phong trào", points(50), (criterion("II.1", "49.75"),))

    with pytest.raises(
        FrameGroupDoesNotAddUp, match=r"'II' add up to 49\.75, its maximum is 50"
    ):
        frame(groups=(GROUPS[0], uneven))


def test_groups_add_up_to_the_base_maximum() -> None:
    with pytest.raises(FrameDoesNotAddUp, match=r"add up to 150, .* maximum is 1000"):
        frame(base_maximum=points(1000))


def test_bonus_criteria_stay_within_the_bonus_maximum() -> None:
    with pytest.raises(FrameBonusTooHigh, match=r"add up to 15, above the bonus maximum 10"):
        frame(bonus=(criterion("T.1", 10), criterion("T.2", 5)))


def test_a_frame_may_have_no_bonus_and_no_penalty() -> None:
    adopted = frame(bonus=(), penalty=(), bonus_maximum=points(0))

    assert adopted.text.bonus == adopted.text.penalty == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"penalty": (criterion("I.1", 5),)},
        {"bonus": (criterion("II", 5),)},
        {"bonus": (criterion("T.1", 5), criterion("T.1", 5))},
    ],
)
def test_a_code_stands_once_in_the_whole_frame(changes: dict[str, Any]) -> None:
    with pytest.raises(FrameCodeRepeated):
        frame(**changes)


def test_every_line_has_a_code() -> None:
    with pytest.raises(FrameCodeMissing):
        frame(bonus=(criterion(" ", 5),))


def test_a_frame_has_criteria() -> None:
    with pytest.raises(FrameEmpty):
        frame(groups=())


@pytest.mark.parametrize("maximum", ["0", "-5", "NaN", "Infinity", "4.999"])
def test_a_maximum_is_a_positive_number_of_points(maximum: str) -> None:
    with pytest.raises(FrameMaximumUnusable, match=r"'P\.1'"):
        frame(penalty=(criterion("P.1", maximum),))
    with pytest.raises(FrameMaximumUnusable, match="bonus_maximum"):
        frame(bonus_maximum=Decimal(-1))
