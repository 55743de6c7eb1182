"""A projection in its database: fold and position in one transaction, and who waits for it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from shared.continuity import NOWHERE, Positions
from shared.crashpoints import CrashPoint, reach
from shared.readmodel import positions as stored
from shared.readmodel.awaited import Awaited
from shared.readmodel.folding import FactsPoisonous, Folding, Projection
from shared.readmodel.parked import Retried
from shared.readmodel.parking import Parking
from shared.readmodel.repair import Decision, Repairable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from shared.contracts import Envelope
    from shared.database import Database

T = TypeVar("T")


@dataclass
class ReadModel(Repairable, Awaited):
    """A projection in its database: receives facts, answers questions, can be waited for.

    A fact that cannot be folded is parked with all later ones of its entity; the rest flows.
    """

    database: Database
    projection: Projection
    moved: asyncio.Condition = field(default_factory=asyncio.Condition, kw_only=True)
    _positions: Positions = field(init=False, default=NOWHERE)

    def __post_init__(self) -> None:
        self._stored = stored.StoredPositions(
            self.database, self.projection.name, self.projection.version
        )
        self._parking = Parking(self.database, self.projection.name)
        self._folding = Folding(self.database, self.projection, self._parking)

    def prepare(self) -> None:
        """Create what is missing and read the position; to be called before use."""
        self.database.create(stored.metadata)
        self._parking.prepare()
        for documents in self.projection.documents:
            self.database.create(documents.metadata)
        self._forget_other_version()
        self._positions = self.query(self._stored.read)
        self.parked_count = len(self.query(self._parking.held))

    @property
    def name(self) -> str:
        return self.projection.name

    @property
    def sources(self) -> tuple[str, ...]:
        return self.projection.sources

    @property
    def positions(self) -> Positions:
        return self._positions

    async def stored_positions(self) -> Positions:
        """How far it came by what is stored: another process may have moved it."""
        return await self.ask(self._stored.read)

    async def receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        """Fold new facts and advance to `sequence`, in one transaction.

        Facts already folded are passed over. Raises `CannotFollow` when the facts do not follow
        what is stored; nothing is changed then. Sources in `blocking` are blocked instead:
        their facts are left out and the reason is kept, while the other sources go on.
        """
        await self._work(lambda: self._receive(facts, sequence, blocking))

    def _receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str]
    ) -> None:
        try:
            self._advance(facts, sequence, blocking, self._folding.whole)
        except FactsPoisonous:
            self._advance(facts, sequence, blocking, self._folding.around)

    def _advance(
        self,
        facts: Sequence[Envelope],
        sequence: int,
        blocking: Collection[str],
        fold: Callable[[sa.Connection, Sequence[Envelope]], int],
    ) -> None:
        with self.database.write() as connection:
            # What another runner did is learnt here, even if we take nothing.
            self._positions = positions = self._stored.lock(connection)
            fresh, advanced = positions.advance(facts, sequence, blocking)
            parked_count = fold(connection, fresh)
            self._stored.write(connection, advanced)
            reach(CrashPoint.READER_BEFORE_COMMIT)
        self._positions, self.parked_count = advanced, parked_count

    @property
    def parking(self) -> Parking:
        return self._parking

    @contextmanager
    def _exclusively(self) -> Iterator[sa.Connection]:
        with self.database.write() as connection:
            self._stored.lock(connection)
            yield connection

    async def _work(self, work: Callable[[], T]) -> T:
        try:
            return await self.database.run(work)
        finally:
            await self.tell_who_waits()

    def _try_again(self, decision: Decision) -> Retried:
        with self._exclusively() as connection:
            waiting = self._parking.facts(connection, *decision.entity)
            applied: list[int] = []
            error = None
            for fact in waiting:
                error = self._folding.why_not(connection, [fact.envelope()])
                if error is not None:
                    self._parking.park(connection, fact.envelope(), error)
                    break
                applied.append(fact.position)
            self.settle(connection, decision, "retry", applied, error)
        left = tuple(fact.position for fact in waiting[len(applied) :])
        return Retried(tuple(applied), left, error)

    def query(self, question: Callable[[sa.Connection], T]) -> T:
        with self.database.read() as connection:
            return question(connection)

    async def ask(self, question: Callable[[sa.Connection], T]) -> T:
        """`query` off the event loop."""
        return await self.database.run(lambda: self.query(question))

    def _forget_other_version(self) -> None:
        with self.database.write() as connection:
            if self._stored.stored_version(connection) == self.projection.version:
                return
            for documents in self.projection.documents:
                connection.execute(sa.delete(documents.table))
            self._parking.forget(connection)
            self._stored.forget(connection)
            self._stored.write(connection, NOWHERE)
