"""What stands around every page: who is signed in, which bloc and year, how many messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.console.client.bloc import Bloc, Unit
    from services.console.client.people import Person
    from shared.access import Account


@dataclass(frozen=True)
class BlocChoice:
    """A bloc that can be chosen in the top bar."""

    id: UUID
    name: str
    year: int


@dataclass(frozen=True)
class Chrome:
    """The frame around a page. `unread` is none when the inbox cannot be asked.

    `directory` says whether the blocs could be asked for, `away` which services were not there,
    `since` up to which fact of the log the page was made; none for one that does not change.
    """

    locale: str
    path: str
    here: str
    query: str = ""
    account: Account | None = None
    choices: tuple[BlocChoice, ...] = ()
    chosen: BlocChoice | None = None
    unread: int | None = None
    directory: bool = False
    away: tuple[str, ...] = ()
    since: int | None = None

    @property
    def address(self) -> str:
        """The page as it was asked for, with its choices."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def data(self) -> str:
        """Where the data of the page stands."""
        stem = "/index" if self.path == "/" else self.path
        return f"{stem}.json?{self.query}" if self.query else f"{stem}.json"

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({choice.year for choice in self.choices}, reverse=True))

    @property
    def blocs_of_year(self) -> tuple[BlocChoice, ...]:
        return tuple(c for c in self.choices if self.chosen and c.year == self.chosen.year)


@dataclass(frozen=True)
class Party:
    """A unit or a person by name; the name is none once personal data is erased."""

    id: UUID
    name: str | None


@dataclass
class Names:
    """Names of units, people and blocs by id, and of known accounts by login."""

    units: dict[UUID, Unit] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    blocs: dict[UUID, Bloc] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        units: Iterable[Unit],
        people: Iterable[Person],
        blocs: Iterable[Bloc],
        accounts: Iterable[Account] = (),
    ) -> Names:
        return cls(
            {unit.id: unit for unit in units},
            {person.id: person for person in people},
            {bloc.id: bloc for bloc in blocs},
            {account.login: account.name for account in accounts},
        )

    def name(self, some_id: UUID) -> str | None:
        """The name of whatever has this id; none when it is unknown or erased."""
        if some_id in self.units:
            return self.units[some_id].name
        if some_id in self.people:
            return self.people[some_id].full_name
        if some_id in self.blocs:
            return self.blocs[some_id].name
        return None

    def party(self, some_id: UUID) -> Party:
        return Party(some_id, self.name(some_id))


@dataclass(frozen=True)
class Action:
    """Something a person may want to do; when forbidden, `reason` is a key of the catalogue."""

    allowed: bool
    reason: str | None = None
