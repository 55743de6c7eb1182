"""What `bloc` publishes: units, who works in them, and the emulation blocs of a year.

Names of people, birth dates and numbers are not here: they may be erased, facts may not.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact

UnitKind = Literal["vu", "cuc", "cong", "van_phong", "khac"]
Gender = Literal["female", "male"]


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


class PersonEnrolled(Fact, frozen=True, kw_only=True):
    """A person works in a unit from `on`."""

    person_id: UUID
    unit_id: UUID
    gender: Gender
    on: date


class PersonTransferred(Fact, frozen=True, kw_only=True):
    """A person left `from_unit_id` and works in `to_unit_id` from `on`."""

    person_id: UUID
    from_unit_id: UUID
    to_unit_id: UUID
    on: date


class PersonLeft(Fact, frozen=True, kw_only=True):
    """A person's last day in `unit_id` was the day before `on`."""

    person_id: UUID
    unit_id: UUID
    on: date
    reason: str


class BlocFormed(Fact, frozen=True, kw_only=True):
    """An emulation bloc exists for one year. `basis` are the decisions it rests on."""

    bloc_id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...] = ()


class UnitJoinedBloc(Fact, frozen=True, kw_only=True):
    """A unit is a member of the bloc from `on`."""

    bloc_id: UUID
    unit_id: UUID
    on: date


class UnitLeftBloc(Fact, frozen=True, kw_only=True):
    """A unit is no longer a member of the bloc from `on`."""

    bloc_id: UUID
    unit_id: UUID
    on: date
    reason: str


class Leader(msgspec.Struct, frozen=True):
    """A person who leads a bloc, and the member unit they come from."""

    person_id: UUID
    unit_id: UUID


class LeadershipAppointed(Fact, frozen=True, kw_only=True):
    """The bloc's head and deputies from `on`, in the place of whoever held the posts before."""

    bloc_id: UUID
    head: Leader
    deputies: tuple[Leader, ...]
    on: date
