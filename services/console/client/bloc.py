"""What `bloc` answers: units, people, blocs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from services.console.client.answers import Page, Written
from services.console.client.erasure import Erasure
from services.console.client.intakes import IntakesClient
from services.console.client.people import Person, PersonCard
from services.console.client.transport import Transport

# So many of each kind are shown to somebody who looks for a name.
FOUND = 50


class UnitChange(msgspec.Struct, frozen=True):
    """Something that happened to a unit; `unit_ids` are the others concerned."""

    kind: str
    on: date
    name: str | None = None
    unit_ids: tuple[UUID, ...] = ()
    reason: str | None = None


class Unit(msgspec.Struct, frozen=True):
    """A unit as it stands, and what happened to it."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date
    dissolved_on: date | None = None
    parent_id: UUID | None = None
    into_unit_id: UUID | None = None
    changes: tuple[UnitChange, ...] = ()


class Headcount(msgspec.Struct, frozen=True):
    """People on the roll of a unit on a day, and those of them who were away."""

    people: int = 0
    women: int = 0
    seconded_out: int = 0
    seconded_in: int = 0
    on_leave: int = 0


class Branch(msgspec.Struct, frozen=True):
    """A unit in the tree of a day; `with_below` counts the people of all units below too."""

    id: UUID
    name: str
    short_name: str
    kind: str
    parent_id: UUID | None
    depth: int
    headcount: Headcount
    with_below: int


class Tree(msgspec.Struct, frozen=True):
    """The units that stood on a day, each after the one it belonged to."""

    on: date
    people: int
    branches: tuple[Branch, ...]


class Leader(msgspec.Struct, frozen=True):
    """A leader of a bloc and the unit they come from."""

    person_id: UUID
    unit_id: UUID


class Membership(msgspec.Struct, frozen=True):
    """A unit's time in a bloc."""

    unit_id: UUID
    since: date
    until: date | None = None
    reason: str | None = None


class Term(msgspec.Struct, frozen=True):
    """A leadership's time."""

    head: Leader
    deputies: tuple[Leader, ...]
    since: date
    until: date | None = None


class Bloc(msgspec.Struct, frozen=True):
    """A bloc of a period; units in the order they joined."""

    id: UUID
    name: str
    year: int
    organiser: str
    formed_on: date
    basis: tuple[str, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    head: Leader | None = None
    deputies: tuple[Leader, ...] = ()
    period: str = "calendar_year"
    starts_on: date | None = None
    ends_on: date | None = None
    predecessor_id: UUID | None = None
    closed_on: date | None = None
    memberships: tuple[Membership, ...] = ()
    terms: tuple[Term, ...] = ()


class Headship(msgspec.Struct, frozen=True):
    """Who led a bloc of a period, and when."""

    bloc_id: UUID
    year: int
    period: str
    head: Leader
    deputies: tuple[Leader, ...]
    since: date
    until: date | None


class Turn(msgspec.Struct, frozen=True):
    """A member unit and the last year in which the head came from it; none if never."""

    unit_id: UUID
    last_headed: int | None


class Rotation(msgspec.Struct, frozen=True):
    """Everybody who has been head, and whose turn it is next."""

    headships: tuple[Headship, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Change:
    """Something that happened, as the API is told it."""

    method: str
    path: str
    form: Mapping[str, object]


class BlocClient:
    """The API of `bloc`."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.intakes = IntakesClient(transport)

    async def units(self, after: Sequence[str] = ()) -> tuple[Unit, ...]:
        return await self.transport.read_all("/units", Unit, after=after)

    async def units_named(self, query: str) -> Page[Unit]:
        """The first units of whose names, old or new, the words of a query begin words."""
        return await self.transport.read("/units", Page[Unit], q=query, limit=FOUND)

    async def people_named(self, query: str) -> Page[Person]:
        """The first people of whose names the words of a query begin words."""
        return await self.transport.read("/people", Page[Person], q=query, limit=FOUND)

    async def unit(self, unit_id: UUID, after: Sequence[str] = ()) -> Unit:
        return await self.transport.read(f"/units/{unit_id}", Unit, after=after)

    async def tree(self, on: date, after: Sequence[str] = ()) -> Tree:
        return await self.transport.read("/units/tree", Tree, after=after, on=on)

    async def people(
        self,
        unit_id: UUID | None = None,
        named: str | None = None,
        after: Sequence[str] = (),
    ) -> tuple[Person, ...]:
        return await self.transport.read_all(
            "/people", Person, after=after, unit_id=unit_id, q=named
        )

    async def person(self, person_id: UUID, after: Sequence[str] = ()) -> PersonCard:
        return await self.transport.read(f"/people/{person_id}", PersonCard, after=after)

    async def erasure(self, person_id: UUID) -> Erasure:
        return await self.transport.read(f"/people/{person_id}/erasure", Erasure)

    async def blocs(self, after: Sequence[str] = ()) -> tuple[Bloc, ...]:
        return await self.transport.read_all("/blocs", Bloc, after=after)

    async def bloc(self, bloc_id: UUID, after: Sequence[str] = ()) -> Bloc:
        return await self.transport.read(f"/blocs/{bloc_id}", Bloc, after=after)

    async def rotation(self, bloc_id: UUID, after: Sequence[str] = ()) -> Rotation:
        return await self.transport.read(f"/blocs/{bloc_id}/rotation", Rotation, after=after)

    async def change(self, change: Change, key: str) -> Written:
        """Tell what happened; the same `key` twice is one change."""
        return await self.transport.write(change.method, change.path, change.form, key=key)
