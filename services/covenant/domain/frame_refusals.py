"""What a frame is refused for, each with the place in it that is wrong."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError


class FrameEmpty(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The frame has no criterion; give at least one group with criteria.")


class FrameCodeMissing(CovenantServiceError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} has no code; give it one.", name=name)


class FrameCodeRepeated(CovenantServiceError):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"The code {code!r} stands twice in the frame; give each line its own.", code=code
        )


class FrameMaximumUnusable(CovenantServiceError):
    def __init__(self, place: str, maximum: Decimal, decimals: int) -> None:
        super().__init__(
            f"The maximum {maximum} at {place!r} is not a positive number of points "
            f"with at most {decimals} decimals; correct it.",
            place=place,
            maximum=maximum,
            decimals=decimals,
        )


class FrameGroupDoesNotAddUp(CovenantServiceError):
    def __init__(self, group: str, added: Decimal, maximum: Decimal) -> None:
        super().__init__(
            f"The criteria of group {group!r} add up to {added}, its maximum is {maximum}; "
            "correct one of them.",
            group=group,
            added=added,
            maximum=maximum,
        )


class FrameDoesNotAddUp(CovenantServiceError):
    def __init__(self, added: Decimal, base_maximum: Decimal) -> None:
        super().__init__(
            f"The groups add up to {added}, the frame's base maximum is {base_maximum}; "
            "correct one of them.",
            added=added,
            maximum=base_maximum,
        )


class FrameBonusTooHigh(CovenantServiceError):
    def __init__(self, added: Decimal, bonus_maximum: Decimal) -> None:
        super().__init__(
            f"The bonus criteria add up to {added}, above the bonus maximum {bonus_maximum}; "
            "lower one of them or raise the maximum.",
            added=added,
            maximum=bonus_maximum,
        )


class FrameBandsUnusable(CovenantServiceError):
    def __init__(self, code: str, why: str) -> None:
        super().__init__(
            f"The bands of criterion {code!r} cannot be used: {why}. Name them in rising "
            "order, the last without a limit, each deducting between 0 and the maximum.",
            code=code,
        )


class FrameMeasureMissing(CovenantServiceError):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"Criterion {code!r} is scored by a measure; say what is measured.", code=code
        )


class FrameTargetUnusable(CovenantServiceError):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"Criterion {code!r} is proportional; give a target above 0, and only there.",
            code=code,
        )


class FrameDecimalsUnusable(CovenantServiceError):
    def __init__(self, decimals: int) -> None:
        super().__init__(
            f"Points with {decimals} decimals are not counted; choose 0 to 2.",
            decimals=decimals,
        )


class FrameFloorUnusable(CovenantServiceError):
    def __init__(self, floor: Decimal) -> None:
        super().__init__(
            f"The floor {floor} is not within 0 and the base maximum; correct it.", floor=floor
        )


class FrameConditionUnusable(CovenantServiceError):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"Condition {code!r} cannot be used: a ceiling needs a number of points from the "
            "floor up to the base maximum and may name a group of the frame; other effects "
            "have neither.",
            code=code,
        )


class FrameSuperseded(CovenantServiceError):
    def __init__(self, frame_id: UUID, by_frame_id: UUID) -> None:
        super().__init__(
            f"Frame {frame_id} was replaced by {by_frame_id}; use that one.",
            by_frame_id=by_frame_id,
        )


class FrameOfOtherYear(CovenantServiceError):
    def __init__(self, frame_id: UUID) -> None:
        super().__init__(
            f"Frame {frame_id} is of another bloc or year; a new version replaces one of its "
            "own bloc and year. To take it over, copy it.",
        )


class FrameNotForUnit(CovenantServiceError):
    def __init__(self, frame_id: UUID, unit_id: UUID) -> None:
        super().__init__(
            f"Frame {frame_id} is not for unit {unit_id}; open its scorecard against the frame "
            "that names it.",
        )


class FrameRankingUnusable(CovenantServiceError):
    def __init__(self, place: str) -> None:
        super().__init__(
            f"The ranking rule {place!r} names nothing of the frame, or stands twice; name a "
            "group, a criterion or a condition that is preferred, and each once.",
            place=place,
        )
