"""The directory as an account read it last: asked once in a few seconds, kept while away.

Every page needs the names of units and people. A page asks for many things at once and people
open several in a row, so what was read a moment ago serves again. People are many: they are
read once for everybody, who may all read them (`read_people`), and again after the log told of
a change. While the service that owns the directory is away, the names that were read last let
the other pages work on.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from services.console.client import ApiProblem
from services.console.screens.chrome import Names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.accounts import Accounts
    from services.console.client.bloc import BlocClient
    from services.console.client.people import Person

FRESH_SECONDS = 3.0
# People are read again after this long though nothing was heard of them, lest a fold that was
# far behind when they were read is remembered.
KEPT_SECONDS = 600.0
ACCOUNTS_KEPT = 500
NEVER = float("-inf")
SERVER_ERROR = 500


@dataclass(frozen=True)
class Known:
    """The names of the directory; `fresh` unless its service is away."""

    names: Names
    read_at: float
    fresh: bool = True


class People:
    """Everybody by id, read once for all accounts.

    While nobody says that the log is followed, what was read serves for some seconds only.
    """

    def __init__(self) -> None:
        self.known: dict[UUID, Person] = {}
        self._begun_at = NEVER
        self._heard_at: float | None = None
        self._erased: set[UUID] = set()
        self._turn = asyncio.Lock()

    def hear(self) -> None:
        """The log is followed from now on, and may just have told of a change."""
        self._heard_at = time.monotonic()

    def forget(self, person_id: UUID) -> None:
        """Remove the name of a person who was erased, at once."""
        self._erased.add(person_id)
        if (person := self.known.get(person_id)) is not None:
            self.known[person_id] = self._without_erased(person)

    def forget_everybody(self) -> None:
        """Remember nobody, and read anew every few seconds until the log is followed again."""
        self.known, self._begun_at, self._heard_at = {}, NEVER, None

    async def read(self, api: BlocClient, after: Sequence[str]) -> None:
        """Know everybody, at the positions of `after` at least. Raises `ApiProblem`.

        Who asks while others wait for the same is served by the first reading after that.
        """
        asked_at = time.monotonic()
        async with self._turn:
            if not after and (self._begun_at >= asked_at or not self._is_due()):
                return
            begun_at = time.monotonic()
            people = await api.people(after=after)
            self.known = {one.id: self._without_erased(one) for one in people}
            self._begun_at = begun_at

    def _is_due(self) -> bool:
        age = time.monotonic() - self._begun_at
        if self._heard_at is None:
            return age >= FRESH_SECONDS
        # The service folds what was heard here at about the same time, not at the same moment.
        return age >= KEPT_SECONDS or self._begun_at < self._heard_at + FRESH_SECONDS

    def _without_erased(self, person: Person) -> Person:
        if person.id not in self._erased:
            return person
        return msgspec.structs.replace(person, full_name=None, job_title=None)


class Directory:
    """Reads the directory for an account; its units and blocs are remembered for it alone."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._known: dict[str, Known] = {}
        self.people = People()

    async def read(self, token: str, api: BlocClient, after: Sequence[str] = ()) -> Known:
        """The directory. Raises `ApiProblem` when it cannot be had and never was.

        It is read anew where it has to have seen the positions of `after`.
        """
        known = self._known.get(token)
        if known is None or after or time.monotonic() - known.read_at >= FRESH_SECONDS:
            try:
                known = await self._read(api, after)
            except ApiProblem as problem:
                if known is None or problem.status < SERVER_ERROR:
                    raise
                known = replace(known, fresh=False)
            else:
                self._known.pop(token, None)
                self._known[token] = known
                while len(self._known) > ACCOUNTS_KEPT:
                    self._known.pop(next(iter(self._known)))
        return replace(known, names=replace(known.names, people=self.people.known))

    async def _read(self, api: BlocClient, after: Sequence[str]) -> Known:
        units, blocs, _ = await asyncio.gather(
            api.units(after), api.blocs(after), self.people.read(api, after)
        )
        accounts = await asyncio.to_thread(self._accounts.everybody)
        return Known(Names.of(units, (), blocs, accounts), time.monotonic())

    def forget_everybody(self) -> None:
        """Remember nobody: it is not known who was erased meanwhile."""
        self._known.clear()
        self.people.forget_everybody()
