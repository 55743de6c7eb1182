"""The tables of an event store: its events in the order of their commits, and its epoch."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# SQLite numbers rows itself only for INTEGER, which holds 64 bits there; PostgreSQL's does not.
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

events = sa.Table(
    "events",
    metadata,
    sa.Column("position", POSITION, primary_key=True, autoincrement=False),
    sa.Column("originator_id", sa.Uuid(), nullable=False),
    sa.Column("originator_version", sa.Integer(), nullable=False),
    sa.Column("topic", sa.Text(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.UniqueConstraint("originator_id", "originator_version"),
)

identity = sa.Table(
    "store_identity",
    metadata,
    sa.Column("only", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text(), nullable=False),
)
