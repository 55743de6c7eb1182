"""What a ranking says of each unit: its place with the reason for it, or why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.covenant.domain.ranking_rules import TieBreak


@dataclass(frozen=True)
class Margin:
    """What put a unit before the next one, which has the same total."""

    by: TieBreak
    over_unit_id: UUID
    figure: Decimal
    other: Decimal


@dataclass(frozen=True)
class Place:
    """A unit's place. Only units that nothing decides between share a rank.

    `elected` is first because the ballot prevails, `margin` why it is before an equal total.
    """

    rank: int
    unit_id: UUID
    total: Decimal
    margin: Margin | None = None
    flag_barred_by: tuple[str, ...] = ()
    elected: bool = False


@dataclass(frozen=True)
class Exclusion:
    """A unit that has no place, and the conditions of the frame that keep it out."""

    unit_id: UUID
    conditions: tuple[str, ...]
    total: Decimal | None = None
