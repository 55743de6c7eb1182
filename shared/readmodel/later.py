"""Copies that fill in two steps: facts are noted, and worked out when the head is reached.

A copy that has a long way to go answers nobody. To work out after each batch what the next one
changes again would be for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

# A copy with fewer facts before it is worked out as it goes.
A_LONG_WAY = 5000

metadata = sa.MetaData()

put_off = sa.Table(
    "put_off",
    metadata,
    sa.Column("projection", sa.Text(), primary_key=True),
    sa.Column("done", sa.Text(), nullable=False),
)


# Put together once: it runs with every batch of facts.
_DONE = sa.select(put_off.c.done).where(put_off.c.projection == sa.bindparam("projection"))


class CannotWorkOut(Exception):
    """What was noted cannot be worked out; folded as facts come, one of them is parked."""


@dataclass(frozen=True)
class Later:
    """Whether the work on one projection's documents is put off, and how far it came."""

    name: str

    def begin(self, connection: sa.Connection) -> None:
        connection.execute(put_off.insert(), {"projection": self.name, "done": ""})

    def done(self, connection: sa.Connection) -> str | None:
        """How far the work came; none where nothing is put off."""
        found: str | None = connection.execute(_DONE, {"projection": self.name}).scalar()
        return found

    def advance(self, connection: sa.Connection, done: str | None) -> None:
        """The work came so far; none when it is at its end."""
        mine = put_off.c.projection == self.name
        if done is None:
            connection.execute(sa.delete(put_off).where(mine))
        else:
            connection.execute(sa.update(put_off).where(mine).values(done=done))
