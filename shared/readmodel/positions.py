"""Where each projection stands: its version, its place in the stream, and in each source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared.continuity import Positions, SourcePosition
from shared.engines import on_driver

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


# They run with every batch of facts. SQLite has locked the whole file before.
_PLACE = "SELECT sequence, version FROM projections WHERE name = {value}{locking}"
_SOURCES = """SELECT source, epoch, position, mark, blocked FROM projection_sources
    WHERE projection = {value}"""


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
        found, version = self._found(connection, " FOR UPDATE")
        if version not in {None, self.version}:
            raise FoldedByAnotherVersion(
                f"{self.name} is of version {version} here, this is version {self.version}"
            )
        return found

    def read(self, connection: sa.Connection) -> Positions:
        return self._found(connection)[0]

    def _found(
        self, connection: sa.Connection, locking: str = ""
    ) -> tuple[Positions, int | None]:
        sqlite = self.database.is_sqlite
        value, locking = ("?", "") if sqlite else ("%s", locking)
        # Asked one after the other: what is locked says that the other rows stay.
        place = _PLACE.format(value=value, locking=locking)
        row = on_driver(connection, place, (self.name,)).fetchone()
        followed = {
            source: SourcePosition(epoch, position, mark or "", blocked)
            for source, epoch, position, mark, blocked in on_driver(
                connection, _SOURCES.format(value=value), (self.name,)
            ).fetchall()
        }
        if row is None:
            return Positions(0, followed), None
        sequence, version = row
        return Positions(sequence, followed), version

    def stored_version(self, connection: sa.Connection) -> int | None:
        return self._found(connection)[1]

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
