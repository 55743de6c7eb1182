"""Facts of emulation blocs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact


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
