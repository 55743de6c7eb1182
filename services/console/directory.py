"""The directory as an account read it last: asked once in a few seconds, kept while away.

Every page needs the names of units and people. A page asks for many things at once and people
open several in a row, so what was read a moment ago serves again. While the service that owns
the directory is away, the names that were read last let the other pages work on.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
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
ACCOUNTS_KEPT = 500
SERVER_ERROR = 500


@dataclass(frozen=True)
class Known:
    """The names of the directory; `fresh` unless its service is away."""

    names: Names
    read_at: float
    fresh: bool = True


class Directory:
    """Reads the directory for an account and remembers it for this account alone.

    Who was erased is forgotten at once, also where it was read a moment before.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._known: dict[str, Known] = {}
        self._erased: set[UUID] = set()

    async def read(self, token: str, api: BlocClient, after: Sequence[str] = ()) -> Known:
        """The directory. Raises `ApiProblem` when it cannot be had and never was.

        It is read anew where it has to have seen the positions of `after`.
        """
        known = self._known.get(token)
        if known is not None and not after and time.monotonic() - known.read_at < FRESH_SECONDS:
            return known
        try:
            units, people, blocs = await asyncio.gather(
                api.units(after), api.people(after=after), api.blocs(after)
            )
        except ApiProblem as problem:
            if known is None or problem.status < SERVER_ERROR:
                raise
            return Known(known.names, known.read_at, fresh=False)
        accounts = await asyncio.to_thread(self._accounts.everybody)
        people = tuple(map(self._without_erased, people))
        found = Known(Names.of(units, people, blocs, accounts), time.monotonic())
        self._known.pop(token, None)
        self._known[token] = found
        while len(self._known) > ACCOUNTS_KEPT:
            self._known.pop(next(iter(self._known)))
        return found

    def forget(self, person_id: UUID) -> None:
        """Remove the name of a person who was erased, wherever it is remembered."""
        self._erased.add(person_id)
        for known in self._known.values():
            person = known.names.people.get(person_id)
            if person is not None:
                known.names.people[person_id] = self._without_erased(person)

    def forget_everybody(self) -> None:
        """Remember nobody: it is not known who was erased meanwhile."""
        self._known.clear()

    def _without_erased(self, person: Person) -> Person:
        if person.id not in self._erased:
            return person
        return msgspec.structs.replace(person, full_name=None, job_title=None)
