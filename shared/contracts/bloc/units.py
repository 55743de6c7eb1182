"""Facts of units."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.envelope import Fact

UnitKind = Literal["vu", "cuc", "cong", "van_phong", "khac"]


class UnitRegistered(Fact, frozen=True, kw_only=True):
    """A unit exists. `legal_personality` decides who signs its awards (Law 06/2022, 79)."""

    unit_id: UUID
    name: str
    short_name: str
    kind: UnitKind
    legal_personality: bool
    founded_on: date


class UnitRenamed(Fact, frozen=True, kw_only=True):
    """A unit is called otherwise from `on`; it stays the same unit with the same history."""

    unit_id: UUID
    name: str
    short_name: str
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
