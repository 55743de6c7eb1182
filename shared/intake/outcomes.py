"""What came of rows, for who records them: inside a command, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa

from shared.decoders import decoder
from shared.intake import tables
from shared.intake.rows import Judged, Outcome, Pending
from shared.intake.upload import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database

TO_RECORD = ("new", "changed")
DONE = "recorded"


def pending(database: Database, intake_id: UUID, limit: int) -> list[Pending]:
    """The next rows to record."""
    columns = tables.rows.c
    query = (
        sa.select(columns.number, columns.judged)
        .where(
            columns.intake_id == intake_id,
            columns.status.in_(TO_RECORD),
            columns.outcome.is_(None),
        )
        .order_by(columns.number)
        .limit(limit)
    )
    with database.read() as connection:
        return [
            Pending(row.number, decoder(Judged).decode(row.judged).action or "")
            for row in connection.execute(query)
        ]


def remember(connection: sa.Connection, intake_id: UUID, outcomes: Sequence[Outcome]) -> None:
    """Write what came of some rows."""
    columns = tables.rows.c
    statement = (
        sa.update(tables.rows)
        .where(columns.intake_id == intake_id, columns.number == sa.bindparam("row"))
        .values(outcome=sa.bindparam("came_of_it"))
    )
    connection.execute(
        statement,
        [{"row": each.number, "came_of_it": each.refusal or DONE} for each in outcomes],
    )
    refused = sum(each.refusal is not None for each in outcomes)
    counts = tables.intakes.c
    connection.execute(
        sa.update(tables.intakes)
        .where(counts.id == intake_id)
        .values(
            recorded=counts.recorded + len(outcomes) - refused,
            refused=counts.refused + refused,
        )
    )


def end(connection: sa.Connection, intake_id: UUID, state: State) -> None:
    """Nothing is left to do: what is recorded stands elsewhere now and is removed here."""
    connection.execute(
        sa.update(tables.intakes).where(tables.intakes.c.id == intake_id).values(state=state)
    )
    columns = tables.rows.c
    connection.execute(
        sa.delete(tables.rows).where(
            columns.intake_id == intake_id,
            columns.status != "wrong",
            sa.or_(columns.outcome.is_(None), columns.outcome == DONE),
        )
    )
