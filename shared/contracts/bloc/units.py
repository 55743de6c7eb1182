"""Facts of units."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.envelope import Fact

UnitKind = Literal["vu", "cuc", "cong", "van_phong", "khac"]


class UnitRegistered(Fact, frozen=True, kw_only=True):
    """A unit exists. `legal_personality` decides who signs its awards (Law 06/2022, 79).

    `parent_id` is the unit it is part of, if any.
    """

    unit_id: UUID
    name: str
    short_name: str
    kind: UnitKind
    legal_personality: bool
    founded_on: date
    parent_id: UUID | None = None


class UnitRenamed(Fact, frozen=True, kw_only=True):
    """A unit is called otherwise from `on`; it stays the same unit with the same history."""

    unit_id: UUID
    name: str
    short_name: str
    on: date
    reason: str


class UnitMoved(Fact, frozen=True, kw_only=True):
    """A unit is part of `parent_id` from `on`; of none when it is directly under the top."""

    unit_id: UUID
    parent_id: UUID | None
    on: date
    reason: str


class UnitsMerged(Fact, frozen=True, kw_only=True):
    """A unit took the place of others from `on`, beside going on as itself.

    Each of `merged_unit_ids` has a `UnitDissolved` of its own that names this unit.
    """

    unit_id: UUID
    merged_unit_ids: tuple[UUID, ...]
    on: date
    reason: str


class UnitSplit(Fact, frozen=True, kw_only=True):
    """Part of a unit went to each of `heir_unit_ids` from `on`.

    The unit goes on, unless a `UnitDissolved` of the same day follows that names no other.
    """

    unit_id: UUID
    heir_unit_ids: tuple[UUID, ...]
    on: date
    reason: str


class UnitDissolved(Fact, frozen=True, kw_only=True):
    """A unit's last day was the day before `on`.

    `into_unit_id` is the unit that took its place, if one did; `with_others` says that it took
    the place of other units as well, so that it does not simply go on as this one.
    """

    unit_id: UUID
    on: date
    reason: str
    into_unit_id: UUID | None = None
    with_others: bool = False


class UnitRestored(Fact, frozen=True, kw_only=True):
    """A dissolved unit stands again from `on`; no unit that had taken its place does."""

    unit_id: UUID
    on: date
    reason: str
