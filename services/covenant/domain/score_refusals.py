"""What a single value is refused for: it does not follow the rule of its criterion."""

from __future__ import annotations

from decimal import Decimal

from services.covenant.domain.refusals import CovenantServiceError


class ScoreCriterionUnknown(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"The frame has no criterion {criterion!r}; use one of its codes.",
            criterion=criterion,
        )


class ScoreGivenTwice(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Criterion {criterion!r} is scored twice in one request; give one value.",
            criterion=criterion,
        )


class ScoreOutOfRange(CovenantServiceError):
    def __init__(self, criterion: str, value: Decimal, maximum: Decimal) -> None:
        super().__init__(
            f"{value} is not within 0 and {maximum}, the range of criterion {criterion!r}.",
            criterion=criterion,
            value=value,
            maximum=maximum,
        )


class ScoreTooFine(CovenantServiceError):
    def __init__(self, criterion: str, value: Decimal, decimals: int) -> None:
        super().__init__(
            f"{value} for criterion {criterion!r} has more than {decimals} decimals; round it.",
            criterion=criterion,
            value=value,
            decimals=decimals,
        )


class ScoreWithoutValue(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Criterion {criterion!r} has no value; give one, 0 is a score.",
            criterion=criterion,
        )


class ScoreWithoutReason(CovenantServiceError):
    def __init__(self, criterion: str, other: Decimal, value: Decimal) -> None:
        super().__init__(
            f"{value} for criterion {criterion!r} differs from {other}; say why.",
            criterion=criterion,
            value=value,
            other=other,
        )


class ScoreNotYesOrNo(CovenantServiceError):
    def __init__(self, criterion: str, value: Decimal, maximum: Decimal) -> None:
        super().__init__(
            f"Criterion {criterion!r} is met or not: {value} is neither 0 nor {maximum}.",
            criterion=criterion,
            value=value,
            maximum=maximum,
        )


class ScoreWithoutMeasure(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Criterion {criterion!r} is scored by what was measured; give the measure.",
            criterion=criterion,
        )


class ScoreDiffersFromRule(CovenantServiceError):
    def __init__(self, criterion: str, value: Decimal) -> None:
        super().__init__(
            f"The measure of criterion {criterion!r} comes to {value}; give that or no value.",
            criterion=criterion,
            value=value,
        )


class MeasureNotExpected(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Criterion {criterion!r} is not scored by a measure; give a value.",
            criterion=criterion,
        )


class MeasureUnusable(CovenantServiceError):
    def __init__(self, criterion: str, measured: Decimal) -> None:
        super().__init__(
            f"{measured} is no measure of criterion {criterion!r}; give a number from 0 up.",
            criterion=criterion,
            measured=measured,
        )


class CriterionApplies(CovenantServiceError):
    def __init__(self, criterion: str) -> None:
        super().__init__(
            f"Criterion {criterion!r} can be left out only where the frame allows it, and with "
            "a reason.",
            criterion=criterion,
        )
