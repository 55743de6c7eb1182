"""A projection in its database: fold and position in one transaction, and who waits for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import sqlalchemy as sa

from shared.continuity import NOWHERE, Positions, SourcePosition
from shared.readmodel.documents import Batch, Documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shared.contracts import Envelope
    from shared.database import Database

T = TypeVar("T")

metadata = sa.MetaData()

projections = sa.Table(
    "projections",
    metadata,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("sequence", sa.BigInteger(), nullable=False),
)

sources = sa.Table(
    "projection_sources",
    metadata,
    sa.Column("projection", sa.Text(), primary_key=True),
    sa.Column("source", sa.Text(), primary_key=True),
    sa.Column("epoch", sa.Text(), nullable=False),
    sa.Column("position", sa.BigInteger(), nullable=False),
)


class Projection(Protocol):
    """A fold of the log. `sources` are the services it hears, `version` changes with it."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def documents(self) -> Sequence[Documents[Any]]: ...

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        """Fold facts, in order, into documents of the batch."""


@dataclass
class ReadModel:
    """A projection in its database: receives facts, answers questions, can be waited for."""

    database: Database
    projection: Projection
    _positions: Positions = field(init=False, default=NOWHERE)

    def __post_init__(self) -> None:
        self._moved = asyncio.Condition()

    def prepare(self) -> None:
        """Create what is missing and read the position; to be called before use."""
        self.database.create(metadata)
        for documents in self.projection.documents:
            self.database.create(documents.metadata)
        self._forget_other_version()
        self._positions = self._read_positions()

    @property
    def name(self) -> str:
        return self.projection.name

    @property
    def sources(self) -> tuple[str, ...]:
        return self.projection.sources

    @property
    def positions(self) -> Positions:
        return self._positions

    async def receive(self, facts: Sequence[Envelope], sequence: int) -> None:
        """Fold new facts and advance to `sequence`, in one transaction.

        Facts already folded are passed over. Raises `GapFound` or `EpochChanged` when the
        facts do not follow what is stored; nothing is changed then.
        """
        await self.database.run(lambda: self._receive(facts, sequence))
        async with self._moved:
            self._moved.notify_all()

    def _receive(self, facts: Sequence[Envelope], sequence: int) -> None:
        with self.database.write() as connection:
            positions = self._read_positions(connection)
            fresh, advanced = positions.advance(facts, sequence)
            batch = Batch(self.database, connection)
            self.projection.project(fresh, batch)
            batch.flush()
            self._write_positions(connection, advanced)
        self._positions = advanced

    def query(self, question: Callable[[sa.Connection], T]) -> T:
        with self.database.read() as connection:
            return question(connection)

    async def ask(self, question: Callable[[sa.Connection], T]) -> T:
        """`query` off the event loop."""
        return await self.database.run(lambda: self.query(question))

    async def wait_for(self, wanted: Mapping[str, int], seconds: float) -> bool:
        """Wait until every wanted source is at its position; false when time ran out first."""

        def reached() -> bool:
            return all(
                self._positions.position(source) >= position
                for source, position in wanted.items()
                if source in self.sources
            )

        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(reached)
        except TimeoutError:
            return False
        return True

    async def wait_beyond(self, sequence: int, seconds: float) -> bool:
        """Wait until the reader is past a sequence; false when time ran out first."""
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self._positions.sequence > sequence)
        except TimeoutError:
            return False
        return True

    def _read_positions(self, connection: sa.Connection | None = None) -> Positions:
        if connection is None:
            return self.query(self._positions_in)
        # Of two runners of one projection the second waits here for the first.
        connection.execute(
            sa.select(projections.c.name)
            .where(projections.c.name == self.name)
            .with_for_update()
        )
        return self._positions_in(connection)

    def _positions_in(self, connection: sa.Connection) -> Positions:
        sequence = connection.execute(
            sa.select(projections.c.sequence).where(projections.c.name == self.name)
        ).scalar()
        rows = connection.execute(sa.select(sources).where(sources.c.projection == self.name))
        return Positions(
            sequence or 0, {r.source: SourcePosition(r.epoch, r.position) for r in rows}
        )

    def _write_positions(self, connection: sa.Connection, positions: Positions) -> None:
        row = {
            "name": self.name,
            "version": self.projection.version,
            "sequence": positions.sequence,
        }
        self.database.upsert(projections, [row], connection)
        rows = [
            {
                "projection": self.name,
                "source": source,
                "epoch": at.epoch,
                "position": at.position,
            }
            for source, at in positions.sources.items()
        ]
        self.database.upsert(sources, rows, connection)

    def _forget_other_version(self) -> None:
        with self.database.write() as connection:
            version = connection.execute(
                sa.select(projections.c.version).where(projections.c.name == self.name)
            ).scalar()
            if version == self.projection.version:
                return
            for documents in self.projection.documents:
                connection.execute(sa.delete(documents.table))
            connection.execute(sa.delete(sources).where(sources.c.projection == self.name))
            self._write_positions(connection, NOWHERE)
