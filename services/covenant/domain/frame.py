"""The scoring frame of a bloc's year: which criteria are scored, and how high each may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.refusals import CovenantServiceError

Part = Literal["base", "bonus", "penalty"]
DECIMALS = 2


@dataclass(frozen=True)
class Criterion:
    """One line of a frame: at most `maximum` points."""

    code: str
    name: str
    maximum: Decimal


@dataclass(frozen=True)
class Group:
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[Criterion, ...]


class ScoringFrame(Aggregate):
    """Adopted once and never changed: another frame is another id."""

    TOPIC = "scoring_frame"

    class Created(Aggregate.Created):
        TOPIC = "scoring_frame.adopted"
        bloc_id: UUID
        year: int
        name: str
        base_maximum: Decimal
        bonus_maximum: Decimal
        groups: tuple[Group, ...]
        bonus: tuple[Criterion, ...]
        penalty: tuple[Criterion, ...]
        adopted_on: date
        basis: tuple[str, ...]

    # Commands decide. They may refuse.

    @classmethod
    def adopt(
        cls,
        frame_id: UUID,
        *,
        bloc_id: UUID,
        year: int,
        name: str,
        base_maximum: Decimal,
        bonus_maximum: Decimal,
        groups: tuple[Group, ...],
        bonus: tuple[Criterion, ...],
        penalty: tuple[Criterion, ...],
        adopted_on: date,
        basis: tuple[str, ...] = (),
    ) -> ScoringFrame:
        """Adopt a frame whose parts add up; the refusal names the place where they do not."""
        _check_codes(groups, bonus, penalty)
        _check_maxima(base_maximum, bonus_maximum, groups, bonus, penalty)
        _check_sums(base_maximum, bonus_maximum, groups, bonus)
        return cls._create(
            cls.Created,
            id=frame_id,
            bloc_id=bloc_id,
            year=year,
            name=name,
            base_maximum=base_maximum,
            bonus_maximum=bonus_maximum,
            groups=groups,
            bonus=bonus,
            penalty=penalty,
            adopted_on=adopted_on,
            basis=basis,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        bloc_id: UUID,
        year: int,
        groups: tuple[Group, ...],
        bonus: tuple[Criterion, ...],
        penalty: tuple[Criterion, ...],
    ) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.groups = groups
        self.bonus = bonus
        self.penalty = penalty


def has_cents_at_most(points: Decimal) -> bool:
    """Whether a finite number of points has no more than two decimals."""
    exponent = points.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS


def _check_codes(
    groups: tuple[Group, ...], bonus: tuple[Criterion, ...], penalty: tuple[Criterion, ...]
) -> None:
    seen: set[str] = set()
    for one in _lines(groups, bonus, penalty):
        if not one.code.strip():
            raise FrameCodeMissing(one.name)
        if one.code in seen:
            raise FrameCodeRepeated(one.code)
        seen.add(one.code)


def _lines(
    groups: tuple[Group, ...], bonus: tuple[Criterion, ...], penalty: tuple[Criterion, ...]
) -> list[Group | Criterion]:
    criteria = (one for group in groups for one in group.criteria)
    return [*groups, *criteria, *bonus, *penalty]


def _check_maxima(
    base_maximum: Decimal,
    bonus_maximum: Decimal,
    groups: tuple[Group, ...],
    bonus: tuple[Criterion, ...],
    penalty: tuple[Criterion, ...],
) -> None:
    if not any(group.criteria for group in groups):
        raise FrameEmpty
    if not (_is_points(bonus_maximum) or bonus_maximum == 0):
        raise FrameMaximumUnusable("bonus_maximum", bonus_maximum)
    named = [(one.code, one.maximum) for one in _lines(groups, bonus, penalty)]
    for place, maximum in [("base_maximum", base_maximum), *named]:
        if not _is_points(maximum):
            raise FrameMaximumUnusable(place, maximum)


def _is_points(maximum: Decimal) -> bool:
    return maximum.is_finite() and maximum > 0 and has_cents_at_most(maximum)


def _check_sums(
    base_maximum: Decimal,
    bonus_maximum: Decimal,
    groups: tuple[Group, ...],
    bonus: tuple[Criterion, ...],
) -> None:
    for group in groups:
        added = sum((one.maximum for one in group.criteria), Decimal(0))
        if added != group.maximum:
            raise FrameGroupDoesNotAddUp(group.code, added, group.maximum)
    added = sum((group.maximum for group in groups), Decimal(0))
    if added != base_maximum:
        raise FrameDoesNotAddUp(added, base_maximum)
    added = sum((one.maximum for one in bonus), Decimal(0))
    if added > bonus_maximum:
        raise FrameBonusTooHigh(added, bonus_maximum)


class FrameEmpty(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The frame has no criterion; give at least one group with criteria.")


class FrameCodeMissing(CovenantServiceError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} has no code; give it one.")


class FrameCodeRepeated(CovenantServiceError):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"The code {code!r} stands twice in the frame; give each line its own."
        )


class FrameMaximumUnusable(CovenantServiceError):
    def __init__(self, place: str, maximum: Decimal) -> None:
        super().__init__(
            f"The maximum {maximum} at {place!r} is not a positive number of points "
            f"with at most {DECIMALS} decimals; correct it.",
        )


class FrameGroupDoesNotAddUp(CovenantServiceError):
    def __init__(self, group: str, added: Decimal, maximum: Decimal) -> None:
        super().__init__(
            f"The criteria of group {group!r} add up to {added}, its maximum is {maximum}; "
            "correct one of them.",
        )


class FrameDoesNotAddUp(CovenantServiceError):
    def __init__(self, added: Decimal, base_maximum: Decimal) -> None:
        super().__init__(
            f"The groups add up to {added}, the frame's base maximum is {base_maximum}; "
            "correct one of them.",
        )


class FrameBonusTooHigh(CovenantServiceError):
    def __init__(self, added: Decimal, bonus_maximum: Decimal) -> None:
        super().__init__(
            f"The bonus criteria add up to {added}, above the bonus maximum {bonus_maximum}; "
            "lower one of them or raise the maximum.",
        )
