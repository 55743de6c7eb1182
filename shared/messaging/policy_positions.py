"""Where each policy stands in the log, in the store of its service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared.continuity import Positions, SourcePosition

if TYPE_CHECKING:
    from shared.database import Database

metadata = sa.MetaData()

policy_positions = sa.Table(
    "policy_positions",
    metadata,
    sa.Column("policy", sa.Text(), primary_key=True),
    sa.Column("source", sa.Text(), primary_key=True),
    sa.Column("epoch", sa.Text(), nullable=False),
    sa.Column("position", sa.BigInteger(), nullable=False),
    sa.Column("sequence", sa.BigInteger(), nullable=False),
    sa.Column("mark", sa.Text()),
    sa.Column("blocked", sa.Text()),
)


@dataclass(frozen=True)
class PolicyPositions:
    """The rows of one policy; written in the transactions of its commands."""

    database: Database
    policy: str

    def read(self, connection: sa.Connection) -> Positions:
        query = sa.select(policy_positions).where(policy_positions.c.policy == self.policy)
        rows = connection.execute(query).all()
        return Positions(
            max((row.sequence for row in rows), default=0),
            {
                row.source: SourcePosition(row.epoch, row.position, row.mark or "", row.blocked)
                for row in rows
            },
        )

    def write(self, connection: sa.Connection, positions: Positions) -> None:
        rows = [
            {
                "policy": self.policy,
                "source": source,
                "epoch": at.epoch,
                "position": at.position,
                "sequence": positions.sequence,
                "mark": at.mark,
                "blocked": at.blocked,
            }
            for source, at in positions.sources.items()
        ]
        self.database.upsert(policy_positions, rows, connection)
