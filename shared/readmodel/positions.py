"""Where each projection stands: its version, its place in the stream, and in each source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared.continuity import Positions, SourcePosition

if TYPE_CHECKING:
    from shared.database import Database

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
    sa.Column("mark", sa.Text()),
    sa.Column("blocked", sa.Text()),
)


# Put together once: they run with every batch of facts.
_PLACE = sa.select(projections.c.sequence, projections.c.version).where(
    projections.c.name == sa.bindparam("projection")
)
_LOCKED_PLACE = _PLACE.with_for_update()
_SOURCES = sa.select(
    sources.c.source, sources.c.epoch, sources.c.position, sources.c.mark, sources.c.blocked
).where(sources.c.projection == sa.bindparam("projection"))


class FoldedByAnotherVersion(Exception):
    """Documents of another version of the code: folding on would mix the two."""


@dataclass(frozen=True)
class StoredPositions:
    """The rows of one projection; read and written in the transactions of its effects."""

    database: Database
    name: str
    version: int

    def lock(self, connection: sa.Connection) -> Positions:
        """Read; of two runners of one projection the second waits here for the first.

        Raises `FoldedByAnotherVersion` when it is not this version that folds here.
        """
        found, version = self._found(connection, _LOCKED_PLACE)
        if version not in {None, self.version}:
            raise FoldedByAnotherVersion(
                f"{self.name} is of version {version} here, this is version {self.version}"
            )
        return found

    def read(self, connection: sa.Connection) -> Positions:
        return self._found(connection, _PLACE)[0]

    def _found(
        self, connection: sa.Connection, place: sa.Select[tuple[int, int]]
    ) -> tuple[Positions, int | None]:
        asked = {"projection": self.name}
        # Asked one after the other: what is locked says that the other rows stay.
        row = connection.execute(place, asked).one_or_none()
        followed = {
            source: SourcePosition(epoch, position, mark or "", blocked)
            for source, epoch, position, mark, blocked in connection.execute(_SOURCES, asked)
        }
        if row is None:
            return Positions(0, followed), None
        return Positions(row.sequence, followed), row.version

    def stored_version(self, connection: sa.Connection) -> int | None:
        return self._found(connection, _PLACE)[1]

    def write(self, connection: sa.Connection, positions: Positions) -> None:
        row = {"name": self.name, "version": self.version, "sequence": positions.sequence}
        self.database.upsert(projections, [row], connection)
        rows = [
            {
                "projection": self.name,
                "source": source,
                "epoch": at.epoch,
                "position": at.position,
                "mark": at.mark,
                "blocked": at.blocked,
            }
            for source, at in positions.sources.items()
        ]
        self.database.upsert(sources, rows, connection)

    def forget(self, connection: sa.Connection) -> None:
        connection.execute(sa.delete(sources).where(sources.c.projection == self.name))
