"""One copy of a projection: a read model in a database of its own, for one filling of it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from shared.readmodel.ledger import Letter
from shared.readmodel.model import ReadModel
from shared.readmodel.positions import metadata
from shared.readmodel.repair import decisions_taken, parking_decisions
from shared.tasks import to_its_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from shared.continuity import Positions
    from shared.contracts import Envelope
    from shared.readmodel.parked import Discarded, Retried

filling_metadata = sa.MetaData()

filled_for = sa.Table(
    "filled_for", filling_metadata, sa.Column("filling", sa.Integer(), nullable=False)
)


class Moment(NamedTuple):
    """A state of a copy: of what is asked of two equal ones the answers are equal."""

    letter: str
    filling: int
    changes: int
    decisions: int
    positions: Positions


@dataclass
class Copy(ReadModel):
    """A read model that knows which version folded it, and for which filling it was emptied.

    `gate` is held while a batch takes effect; who holds it keeps the copy where it stands.
    """

    version: int | None = field(default=None, init=False)
    filling: int = field(default=0, init=False)
    # How many were taken about parked facts, as far as is known here.
    decisions_taken: int = field(default=0, init=False)
    gate: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _readers: int = field(default=0, init=False)
    _unread: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._unread.set()

    @property
    def is_current(self) -> bool:
        """Whether this code folded it."""
        return self.version == self.projection.version

    def open(self) -> None:
        """Read what is there; what another version folded stays as it is. Blocks."""
        self.database.create(metadata)
        self.database.create(filling_metadata)
        self._find_out()
        if self.version is None or self.is_current:
            self.prepare()
            self.version = self.projection.version

    def _find_out(self) -> None:
        with self.database.read() as connection:
            self._positions = self._stored.read(connection)
            self.version = self._stored.stored_version(connection)
            self.filling = self._filling_in(connection)

    async def look(self) -> None:
        """Learn what another process made of this copy."""
        if not self.gate.locked():
            async with self.gate:
                await to_its_end(self.database.run(self._see))

    def _see(self) -> None:
        self._find_out()
        if self.is_current:
            self.is_put_off = self.query(self._done) is not None
            self.decisions_taken = self.query(decisions_taken)

    async def left_alone(self) -> None:
        """Wait until nobody reads this copy."""
        await self._unread.wait()

    async def empty(self, filling: int) -> None:
        """Let the readers it still has finish, then begin at the first fact."""
        await self.left_alone()
        async with self.gate:
            await to_its_end(self.database.run(lambda: self.empty_now(filling)))

    def empty_now(self, filling: int) -> None:
        """`empty`, before anybody reads or follows. Blocks.

        One transaction: what is found afterwards was emptied for this filling, or not at all.
        Another process that emptied it first is not undone.
        """
        with self.database.write() as connection:
            self.database.claim(connection)
            if self._filling_in(connection) != filling:
                # The tables are made anew: those of another version may have other columns.
                # What was decided about parked facts stays on record.
                found = sa.MetaData()
                found.reflect(connection, only=lambda name, _: name != parking_decisions.name)
                found.drop_all(connection)
                filling_metadata.create_all(connection)
                connection.execute(filled_for.insert(), {"filling": filling})
        self.open()

    @staticmethod
    def _filling_in(connection: sa.Connection) -> int:
        return connection.execute(sa.select(filled_for.c.filling)).scalar() or 0

    @contextmanager
    def snapshot(self) -> Iterator[tuple[sa.Connection, Positions]]:
        """One state of the copy, and where it stood then. Blocks."""
        with self.database.read() as connection:
            yield connection, self._stored.read(connection)

    async def receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        async with self.gate:
            await self.receive_behind_gate(facts, sequence, blocking)

    async def receive_behind_gate(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        """`receive`, for who holds the gate.

        A transaction on its way ends before the gate opens, whoever cancels us: what is
        emptied or switched to afterwards must not change behind somebody's back.
        """
        await to_its_end(super().receive(facts, sequence, blocking))

    async def put_off(self) -> None:
        async with self.gate:
            await to_its_end(super().put_off())

    async def work_out(self) -> None:
        async with self.gate:
            await to_its_end(super().work_out())

    async def begin_again(self) -> None:
        async with self.gate:
            await to_its_end(super().begin_again())

    async def retry(self, source: str, entity: str, actor: str, reason: str) -> Retried:
        async with self.gate:
            return await to_its_end(super().retry(source, entity, actor, reason))

    async def discard(
        self,
        source: str,
        entity: str,
        positions: Sequence[int] | None,
        actor: str,
        reason: str,
    ) -> Discarded:
        async with self.gate:
            return await to_its_end(super().discard(source, entity, positions, actor, reason))

    @contextmanager
    def being_read(self) -> Iterator[None]:
        """While this lasts the copy is not emptied."""
        self._readers += 1
        self._unread.clear()
        try:
            yield
        finally:
            self._readers -= 1
            if self._readers == 0:
                self._unread.set()


@dataclass
class Half(Copy):
    """One of the two copies of a pair: it follows the log, and may be the one that answers."""

    letter: Letter = field(kw_only=True)

    @property
    def consumer(self) -> str:
        """The durable consumer that carries its facts."""
        return self.name if self.letter == "a" else f"{self.name}-v2"

    @property
    def moment(self) -> Moment | None:
        """The state that is known here; none while this copy may not be asked.

        What another process makes of it is known within a second.
        """
        if not self.is_current or self.is_put_off:
            return None
        return Moment(
            self.letter, self.filling, self.changes, self.decisions_taken, self._positions
        )
