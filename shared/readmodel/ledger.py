"""Which copy of a projection answers, and how the other one stands: one row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from shared.crashpoints import CrashPoint, reach

if TYPE_CHECKING:
    from shared.database import Database

Letter = Literal["a", "b"]
OtherState = Literal["empty", "filling", "ready", "cancelled"]

metadata = sa.MetaData()

copies_of_projections = sa.Table(
    "copies_of_projections",
    metadata,
    sa.Column("projection", sa.Text(), primary_key=True),
    sa.Column("live", sa.Text(), nullable=False),
    sa.Column("other_is", sa.Text(), nullable=False),
    sa.Column("filling_of_a", sa.Integer(), nullable=False),
    sa.Column("filling_of_b", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
)


class CopiesChangedMeanwhile(Exception):
    """Another process changed how the copies of this projection stand; look again."""


@dataclass(frozen=True)
class Standing:
    """The letter of the copy that answers, and the state of the other.

    Each filling of a copy has a number, which the copy keeps too: one whose number is another
    was not emptied yet, or was lost, and what it holds does not count. `version` is of the
    code in charge: a process of an earlier release that still runs leaves the other copy alone.
    """

    live: Letter
    other_is: OtherState
    filling_of_a: int
    filling_of_b: int
    version: int

    @property
    def other(self) -> Letter:
        return "b" if self.live == "a" else "a"

    def filling_of(self, letter: Letter) -> int:
        return self.filling_of_a if letter == "a" else self.filling_of_b

    def being(self, other_is: OtherState) -> Standing:
        return replace(self, other_is=other_is)

    def filled_anew(self) -> Standing:
        """The other copy begins a new filling."""
        number = max(self.filling_of_a, self.filling_of_b) + 1
        if self.other == "a":
            return replace(self, other_is="filling", filling_of_a=number)
        return replace(self, other_is="filling", filling_of_b=number)

    def switched(self, other_is: OtherState) -> Standing:
        return replace(self, live=self.other, other_is=other_is)


@dataclass(frozen=True)
class Ledger:
    """The row of one projection, in the database of its service's views."""

    database: Database
    projection: str

    def prepare(self, version: int) -> None:
        """Create what is missing: a projection begins with one copy, and an empty other."""
        self.database.create(metadata)
        first = Standing("a", "empty", 0, 0, version)
        with self.database.write() as connection:
            self.database.serialise(connection)
            if self._row(connection) is None:
                connection.execute(copies_of_projections.insert(), self._values(first))

    def read(self) -> Standing:
        with self.database.read() as connection:
            row = self._row(connection)
        if row is None:
            raise CopiesChangedMeanwhile(f"the row of {self.projection} is gone")
        return Standing(row.live, row.other_is, row.filling_of_a, row.filling_of_b, row.version)

    def replace(self, before: Standing, after: Standing) -> Standing:
        """Change the row in one transaction. Raises `CopiesChangedMeanwhile` if it moved."""
        columns = copies_of_projections.c
        unmoved = [columns[name] == value for name, value in self._values(before).items()]
        change = copies_of_projections.update().where(*unmoved).values(**self._values(after))
        switches = after.live != before.live
        with self.database.write() as connection:
            changed = connection.execute(change)
            if switches:
                reach(CrashPoint.SWITCH_BEFORE_COMMIT)
        if changed.rowcount != 1:
            raise CopiesChangedMeanwhile(
                f"the copies of {self.projection} are not as they were"
            )
        if switches:
            reach(CrashPoint.SWITCH_AFTER_COMMIT)
        return after

    def _row(self, connection: sa.Connection) -> sa.Row[Any] | None:
        return connection.execute(
            sa.select(copies_of_projections).where(
                copies_of_projections.c.projection == self.projection
            )
        ).one_or_none()

    def _values(self, standing: Standing) -> dict[str, object]:
        return {"projection": self.projection, **asdict(standing)}
