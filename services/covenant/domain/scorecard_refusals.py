"""What a scorecard refuses about its layers: whose turn, what is complete, what is closed."""

from __future__ import annotations

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
            layer=layer,
            awaited=awaited,
        )


class LayerAlreadySubmitted(CovenantServiceError):
    def __init__(self, layer: str) -> None:
        super().__init__(
            f"Layer {layer} is submitted and closed; only a return opens it again.",
            layer=layer,
        )


class ScorecardIncomplete(CovenantServiceError):
    def __init__(self, layer: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"Layer {layer} has no value for {', '.join(missing)}; score them, 0 is a score.",
            layer=layer,
            missing=", ".join(missing),
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


class EvidenceMissing(CovenantServiceError):
    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"The frame asks for evidence of {', '.join(missing)}; attach a file to each.",
            missing=", ".join(missing),
        )


class NothingApplies(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "No criterion of the frame applies to the unit; score at least one of them."
        )


class ConsolidationNotSubmitted(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The bloc has not submitted its scores; there are none to return.")


class ScoresChangedMeanwhile(CovenantServiceError):
    """Somebody else changed the same values since the caller read them."""

    def __init__(self, criterion: str, value: str, actor: str) -> None:
        super().__init__(
            f"{actor} changed criterion {criterion!r} to {value} meanwhile; read the scorecard "
            "again and decide.",
            criterion=criterion,
            value=value,
            actor=actor,
        )


class LayerClosedMeanwhile(CovenantServiceError):
    """Somebody else submitted or returned the layer since the caller read it."""

    def __init__(self, layer: str, actor: str) -> None:
        super().__init__(
            f"{actor} submitted or returned layer {layer} meanwhile; read the scorecard again.",
            layer=layer,
            actor=actor,
        )
