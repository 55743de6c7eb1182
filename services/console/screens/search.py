"""*Tìm*: units and people by the beginnings of words of their names, diacritics or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Party

if TYPE_CHECKING:
    from services.console.client import Page
    from services.console.client.bloc import Unit
    from services.console.client.people import Person
    from services.console.screens.chrome import Names


@dataclass(frozen=True)
class FoundUnit:
    """A unit; `former` are the other names it had."""

    id: UUID
    name: str
    former: tuple[str, ...]


@dataclass(frozen=True)
class FoundPerson:
    """A person and the unit they work in now, if they do."""

    id: UUID
    name: str | None
    job_title: str | None
    unit: Party | None


@dataclass(frozen=True)
class SearchScreen:
    """What was found; `more` when there is more of either than is shown."""

    query: str
    units: tuple[FoundUnit, ...]
    people: tuple[FoundPerson, ...]
    more: bool


def compose(query: str, units: Page[Unit], people: Page[Person], names: Names) -> SearchScreen:
    return SearchScreen(
        query,
        tuple(FoundUnit(unit.id, unit.name, _former(unit)) for unit in units.items),
        tuple(
            FoundPerson(
                person.id,
                person.full_name,
                person.job_title,
                None if person.unit_id is None else names.party(person.unit_id),
            )
            for person in people.items
        ),
        units.next is not None or people.next is not None,
    )


def _former(unit: Unit) -> tuple[str, ...]:
    told = [change.name for change in unit.changes if change.name is not None]
    return tuple(dict.fromkeys(name for name in told if name != unit.name))
