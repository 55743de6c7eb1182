"""A projection in its database: fold and position in one transaction, and who waits for it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from shared.continuity import NOWHERE, Positions
from shared.crashpoints import CrashPoint, reach
from shared.engines import is_away
from shared.readmodel import later
from shared.readmodel import positions as stored
from shared.readmodel.awaited import Awaited
from shared.readmodel.documents import Batch
from shared.readmodel.folding import FactsPoisonous, Folding, InTwoSteps, Projection
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
    # Whether facts are noted and nothing that is asked may be answered yet.
    is_put_off: bool = field(init=False, default=False)
    # How often this process changed what is here; what others changed tell the positions.
    changes: int = field(init=False, default=0)
    _positions: Positions = field(init=False, default=NOWHERE)

    def __post_init__(self) -> None:
        self._stored = stored.StoredPositions(
            self.database, self.projection.name, self.projection.version
        )
        self._parking = Parking(self.database, self.projection.name)
        self._later = later.Later(self.projection.name)
        self._folding = Folding(self.database, self.projection, self._parking, self._later)

    def prepare(self) -> None:
        """Create what is missing and read the position; to be called before use."""
        self.database.create(stored.metadata)
        self.database.create(later.metadata)
        self._parking.prepare()
        for documents in self.projection.documents:
            self.database.create(documents.metadata)
        self._forget_other_version()
        self._positions = self.query(self._stored.read)
        self.is_put_off = self.query(self._done) is not None
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

    async def put_off(self) -> None:
        """Note facts from here on, if nothing was folded yet, until all is worked out."""
        await self._work(self._put_off)

    def _put_off(self) -> None:
        with self.database.write() as connection:
            nothing_yet = self._stored.lock(connection) == NOWHERE
            begun = self._done(connection) is not None
            if isinstance(self.projection, InTwoSteps) and nothing_yet and not begun:
                self._later.begin(connection)
                begun = True
        self.is_put_off = begun

    def _done(self, connection: sa.Connection) -> str | None:
        """How far the work came that was put off; none where none was."""
        in_two_steps = isinstance(self.projection, InTwoSteps)
        return self._later.done(connection) if in_two_steps else None

    async def work_out(self) -> None:
        """Work out a stretch of what was noted. Raises `CannotWorkOut`."""
        await self._work(self._work_out)

    def _work_out(self) -> None:
        with self.database.write() as connection:
            # What another runner did is learnt here.
            self._stored.lock(connection)
            done = self._done(connection)
            if done is not None and isinstance(self.projection, InTwoSteps):
                batch = Batch(self.database, connection)
                try:
                    done = self.projection.work_out(batch, done)
                    batch.flush()
                except Exception as error:
                    if is_away(error):
                        raise
                    raise later.CannotWorkOut(f"{type(error).__name__}: {error}") from error
                self._later.advance(connection, done)
        self.is_put_off = done is not None

    async def begin_again(self) -> None:
        """Forget everything that was folded or noted, and put nothing off."""
        await self._work(self._begin_again)

    def _begin_again(self) -> None:
        with self.database.write() as connection:
            self._stored.lock(connection)
            self._forget(connection)
        self._positions, self.is_put_off, self.parked_count = NOWHERE, False, 0

    @property
    def parking(self) -> Parking:
        return self._parking

    @contextmanager
    def _exclusively(self) -> Iterator[sa.Connection]:
        # What was decided stands nowhere else.
        with self.database.write_for_good() as connection:
            self._stored.lock(connection)
            yield connection

    async def _work(self, work: Callable[[], T]) -> T:
        try:
            return await self.database.run(work)
        finally:
            self.changes += 1
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
            self._forget(connection)

    def _forget(self, connection: sa.Connection) -> None:
        for documents in self.projection.documents:
            connection.execute(sa.delete(documents.table))
        self._parking.forget(connection)
        self._later.advance(connection, None)
        self._stored.forget(connection)
        self._stored.write(connection, NOWHERE)
