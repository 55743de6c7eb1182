"""What `bloc` answers: units, people, blocs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.console.client.transport import Transport


class Unit(msgspec.Struct, frozen=True):
    """A unit as it stands."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date


class Stay(msgspec.Struct, frozen=True):
    """A time in a unit; `until` is the first day it was over."""

    unit_id: UUID
    since: date
    until: date | None = None


class Person(msgspec.Struct, frozen=True):
    """A person; the name is missing once their personal data is erased."""

    id: UUID
    gender: str
    unit_id: UUID | None = None
    stays: tuple[Stay, ...] = ()
    full_name: str | None = None
    job_title: str | None = None


class Leader(msgspec.Struct, frozen=True):
    """A leader of a bloc and the unit they come from."""

    person_id: UUID
    unit_id: UUID


class Bloc(msgspec.Struct, frozen=True):
    """A bloc of one year; units in the order they joined."""

    id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    head: Leader | None = None
    deputies: tuple[Leader, ...] = ()


class BlocClient:
    """The API of `bloc`."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def units(self) -> tuple[Unit, ...]:
        return await self.transport.read_all("/units", Unit)

    async def people(
        self, unit_id: UUID | None = None, named: str | None = None
    ) -> tuple[Person, ...]:
        return await self.transport.read_all("/people", Person, unit_id=unit_id, q=named)

    async def person(self, person_id: UUID) -> Person:
        return await self.transport.read(f"/people/{person_id}", Person)

    async def blocs(self, after: Sequence[str] = ()) -> tuple[Bloc, ...]:
        return await self.transport.read_all("/blocs", Bloc, after=after)
