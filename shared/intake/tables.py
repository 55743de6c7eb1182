"""Where intakes are kept: in the service's own database, erasable, and never for long."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

intakes = sa.Table(
    "intakes",
    metadata,
    sa.Column("id", sa.Uuid(), primary_key=True),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("file_name", sa.Text(), nullable=False),
    sa.Column("alphabet", sa.Text(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("mode", sa.Text()),
    # How many rows of each status there were, and what came of those to be recorded.
    sa.Column("new", sa.Integer(), nullable=False),
    sa.Column("changed", sa.Integer(), nullable=False),
    sa.Column("unchanged", sa.Integer(), nullable=False),
    sa.Column("wrong", sa.Integer(), nullable=False),
    sa.Column("recorded", sa.Integer(), nullable=False),
    sa.Column("refused", sa.Integer(), nullable=False),
)

rows = sa.Table(
    "intake_rows",
    metadata,
    sa.Column("intake_id", sa.Uuid(), primary_key=True),
    sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("status", sa.Text(), nullable=False),
    # Whom the row is about, so that it can be erased with them.
    sa.Column("target", sa.Text(), index=True),
    sa.Column("judged", sa.Text(), nullable=False),
    sa.Column("outcome", sa.Text()),
    sa.Index("intake_rows_by_status", "intake_id", "status", "number"),
)
