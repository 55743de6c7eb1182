"""What a scorecard refuses, each refusal named after the rule it guards."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError


class FrameOfOtherBloc(CovenantServiceError):
    def __init__(self, frame_id: UUID, bloc_id: UUID, year: int) -> None:
        super().__init__(
            f"Frame {frame_id} is that of bloc {bloc_id} in {year}; name the frame of the "
            "scorecard's own bloc and year."
        )


class ScorecardAlreadyOpened(CovenantServiceError):
    def __init__(self, scorecard_id: UUID, unit_id: UUID, year: int) -> None:
        super().__init__(
            f"Unit {unit_id} has scorecard {scorecard_id} for {year} already; score that one.",
        )


class ScorerNotExpected(CovenantServiceError):
    def __init__(self, layer: str, by_unit_id: UUID | None) -> None:
        super().__init__(
            f"Layer {layer} is not scored by {by_unit_id or 'nobody in particular'}; the unit "
            "itself scores in self, another unit in cross, no unit by name in the others.",
        )


class CrossCheckOfOwnUnit(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} cannot cross-check itself; other units of the bloc do.",
        )


class CrossCheckByOutsider(CovenantServiceError):
    def __init__(self, by_unit_id: UUID) -> None:
        super().__init__(
            f"Unit {by_unit_id} has no scorecard in this bloc and year; only units that are "
            "scored together check one another.",
        )


class CrossCheckClosed(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The scores are consolidated; the time of cross-checks is over.")


class LayerNotYetDue(CovenantServiceError):
    def __init__(self, layer: str, awaited: str) -> None:
        super().__init__(
            f"Layer {layer} comes after layer {awaited}, which is not submitted; wait for it.",
        )


class LayerAlreadySubmitted(CovenantServiceError):
    def __init__(self, layer: str) -> None:
        super().__init__(
            f"Layer {layer} is submitted and closed; only a return opens it again."
        )


class ScoreCriterionUnknown(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"The frame has no criterion {criterion!r}; use one of its codes.",
        )


class ScoreGivenTwice(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Criterion {criterion!r} is scored twice in one request; give one value.",
        )


class ScoreOutOfRange(CovenantServiceError):
    def __init__(self, criterion: str, value: Decimal, maximum: Decimal) -> None:
        super().__init__(
            f"{value} is not within 0 and {maximum}, the range of criterion {criterion!r}.",
        )


class ScoreTooFine(CovenantServiceError):
    def __init__(self, criterion: str, value: Decimal) -> None:
        super().__init__(
            f"{value} for criterion {criterion!r} has more than two decimals; round it.",
        )


class ScoreWithoutReason(CovenantServiceError):
    def __init__(self, criterion: str, other: Decimal, value: Decimal) -> None:
        super().__init__(
            f"{value} for criterion {criterion!r} differs from {other}; say why.",
        )


class ScorecardIncomplete(CovenantServiceError):
    def __init__(self, layer: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"Layer {layer} has no value for {', '.join(missing)}; score them, 0 is a score.",
        )


class ScorecardNotSubmitted(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The unit has not submitted its self-score; there is none to return.")


class ScorecardFinished(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The scorecard is appraised; it is no longer returned to its unit.")


class ReturnWithoutReason(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Say why the self-score is returned, so that the unit can correct it.")
