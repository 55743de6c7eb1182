"""A list of people by name: names are in the store, units and moves in the directory.

The directory may be behind the store, or asked about the past: whom it does not know there is
not listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.bloc import views
from shared.http.paging import decode_cursor
from shared.http.problems import MalformedRequest

if TYPE_CHECKING:
    from services.bloc.names import PeopleNames, Place
    from services.bloc.projections import PersonEntry
    from shared.http.requests import Read
    from shared.readmodel import Copies

AT_ONCE = 500


def place_of(cursor: str | None) -> Place | None:
    """The place that a cursor names. Raises `MalformedRequest`."""
    found = decode_cursor(cursor)
    if found is None:
        return None
    try:
        place, person_id = map(str, found)
        return place, UUID(person_id)
    except ValueError:
        raise MalformedRequest("this cursor is not one of ours; start without it") from None


@dataclass
class Listing:
    """The people whom a query finds, of one unit or of all."""

    names: PeopleNames
    directory: Copies
    read: Read
    query: str
    unit_id: UUID | None
    _places: dict[UUID, Place] = field(default_factory=dict, init=False)

    async def after(self, place: Place | None, limit: int) -> list[PersonEntry]:
        """So many people from behind a place on, in order."""
        if self.unit_id is not None:
            return await self._of_unit(self.unit_id, place, limit)
        found: list[PersonEntry] = []
        while len(found) < limit:
            wanted = min(limit - len(found), AT_ONCE)
            places = await self.names.listed(self.query, place, wanted)
            found += await self._entries(places)
            if len(places) < wanted:
                break
            place = places[-1]
        return found

    def place(self, person: PersonEntry) -> list[Any]:
        """Where a person that was listed stands."""
        place, person_id = self._places[person.id]
        return [place, str(person_id)]

    async def _of_unit(
        self, unit_id: UUID, place: Place | None, limit: int
    ) -> list[PersonEntry]:
        ids = await self.read.ask(self.directory, views.ids_of_people_in([unit_id]))
        places = await self.names.among(ids, self.query)
        return await self._entries([p for p in places if place is None or p > place][:limit])

    async def _entries(self, places: list[Place]) -> list[PersonEntry]:
        self._places |= {place[1]: place for place in places}
        ids = [person_id for _, person_id in places]
        entries = await self.read.ask(self.directory, views.people_of(ids))
        return [entries[person_id] for person_id in ids if person_id in entries]
