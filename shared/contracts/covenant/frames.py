"""The facts of scoring frames."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact


class Criterion(msgspec.Struct, frozen=True):
    """One line of a frame: at most `maximum` points."""

    code: str
    name: str
    maximum: Decimal


class Group(msgspec.Struct, frozen=True):
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[Criterion, ...]


class FrameAdopted(Fact, frozen=True, kw_only=True):
    """The scoring frame of a bloc's year. The groups' maxima add up to `base_maximum`.

    `bonus` criteria add up to `bonus_maximum` at most, `penalty` criteria are deducted.
    """

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...]
    penalty: tuple[Criterion, ...]
    adopted_on: date
    basis: tuple[str, ...] = ()
