"""Facts of emulation blocs."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact

Period = Literal["calendar_year", "school_year"]


class BlocFormed(Fact, frozen=True, kw_only=True):
    """An emulation bloc exists for one year. `basis` are the decisions it rests on.

    A school year is named by the year it begins in; `starts_on` and `ends_on` are its first and
    last day. `predecessor_id` is the bloc of the period before, whose heads are counted where
    the post goes round.
    """

    bloc_id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...] = ()
    period: Period = "calendar_year"
    starts_on: date | None = None
    ends_on: date | None = None
    predecessor_id: UUID | None = None


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


class BlocClosed(Fact, frozen=True, kw_only=True):
    """The bloc's work is over from `on`; nothing about it changes any more."""

    bloc_id: UUID
    on: date
