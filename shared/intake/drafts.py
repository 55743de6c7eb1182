"""Intakes as they are kept: uploaded, looked at page by page, recorded, gone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sa

from shared.decoders import decoder
from shared.intake import tables
from shared.intake.outcomes import DONE, end, remember
from shared.intake.rows import Judged, Outcome, Status
from shared.intake.upload import (
    Intake,
    IntakeAlreadyCommitted,
    IntakeHasWrongRows,
    IntakeUnknown,
    Mode,
    NothingToCommit,
)
from shared.sheets.legacy import Alphabet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.database import Database

KEPT = timedelta(hours=24)
LONGEST_NAME = 200


class Intakes:
    """The table of intakes. What is past its time is not found, and removed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self) -> None:
        self._database.create(tables.metadata)

    async def add(
        self,
        kind: str,
        file_name: str,
        alphabet: Alphabet,
        judged: Sequence[Judged],
        actor: str,
        now: datetime,
    ) -> Intake:
        counts = Counter(row.status for row in judged)
        intake = Intake(
            id=uuid4(),
            kind=kind,
            file_name=file_name[:LONGEST_NAME],
            alphabet=alphabet,
            actor=actor,
            uploaded_at=now,
            expires_at=now + KEPT,
            state="ready",
            mode=None,
            new=counts["new"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            wrong=counts["wrong"],
            recorded=0,
            refused=0,
        )

        def write() -> None:
            kept = [
                {
                    "intake_id": intake.id,
                    "number": row.number,
                    "status": row.status,
                    "target": row.target,
                    "judged": msgspec.json.encode(row).decode(),
                    "outcome": None,
                }
                for row in judged
            ]
            with self._database.write() as connection:
                connection.execute(
                    sa.insert(tables.intakes).values(msgspec.structs.asdict(intake))
                )
                if kept:
                    connection.execute(sa.insert(tables.rows), kept)

        await self._database.run(write)
        return intake

    async def get(self, kinds: Sequence[str], intake_id: UUID, now: datetime) -> Intake:
        """The intake with this id. Raises `IntakeUnknown`."""
        found = await self._select(tables.intakes.c.id == intake_id)
        if not found or found[0].kind not in kinds or found[0].expires_at < now:
            raise IntakeUnknown("there is no such upload, or its time is over")
        return found[0]

    async def recording(self) -> list[Intake]:
        """Those somebody asked to record, of which some is not recorded yet."""
        return await self._select(tables.intakes.c.state == "recording")

    async def rows(
        self,
        intake_id: UUID,
        status: Status | Literal["refused"] | None,
        after: int,
        limit: int,
    ) -> list[tuple[Judged, str | None]]:
        """Rows after a number, each with the rule that refused it, if one did."""
        columns = tables.rows.c
        query = sa.select(columns.judged, columns.outcome).where(
            columns.intake_id == intake_id, columns.number > after
        )
        if status == "refused":
            query = query.where(columns.outcome != DONE)
        elif status is not None:
            query = query.where(columns.status == status)
        query = query.order_by(columns.number).limit(limit)

        def ask() -> list[tuple[Judged, str | None]]:
            with self._database.read() as connection:
                return [
                    (
                        decoder(Judged).decode(row.judged),
                        None if row.outcome == DONE else row.outcome,
                    )
                    for row in connection.execute(query)
                ]

        return await self._database.run(ask)

    async def begin(self, intake: Intake, mode: Mode) -> None:
        """Ask for an intake to be recorded. Raises what stands against it."""
        if intake.state != "ready":
            raise IntakeAlreadyCommitted(f"this upload is {intake.state}")
        if intake.total == 0:
            raise NothingToCommit("no row of this upload would change anything")
        if mode == "all" and intake.wrong:
            raise IntakeHasWrongRows(f"{intake.wrong} rows are wrong")
        statement = (
            sa.update(tables.intakes)
            .where(tables.intakes.c.id == intake.id, tables.intakes.c.state == "ready")
            .values(state="recording", mode=mode)
        )
        if await self._write(lambda connection: connection.execute(statement).rowcount) == 0:
            raise IntakeAlreadyCommitted("somebody else asked for it just now")

    async def discard(self, intake: Intake) -> None:
        """Forget an intake that is not being recorded. Raises `IntakeAlreadyCommitted`."""
        if intake.state == "recording":
            raise IntakeAlreadyCommitted("this upload is being recorded")
        await self._write(lambda connection: _remove(connection, [intake.id]))

    async def remove_expired(self, now: datetime) -> None:
        """Remove what is past its time; what is being recorded is finished first."""
        columns = tables.intakes.c
        query = sa.select(columns.id).where(
            columns.expires_at < now, columns.state != "recording"
        )

        def ask() -> list[UUID]:
            with self._database.read() as connection:
                return list(connection.execute(query).scalars())

        if expired := await self._database.run(ask):
            await self._write(lambda connection: _remove(connection, expired))

    def forget(self, connection: sa.Connection, target: str, texts: Sequence[str]) -> None:
        """Remove what is kept of somebody who is erased, in the transaction that erases them.

        That is every row about them, and of the rows about nobody known those that hold one of
        these texts.
        """
        columns = tables.rows.c
        named = [columns.judged.contains(text, autoescape=True) for text in texts]
        unknown = sa.and_(columns.target.is_(None), sa.or_(sa.false(), *named))
        connection.execute(
            sa.delete(tables.rows).where(sa.or_(columns.target == target, unknown))
        )

    async def refuse(self, intake_id: UUID, refused: Sequence[Outcome]) -> None:
        """All or nothing was asked for, and these rows were refused: nothing is recorded."""

        def effect(connection: sa.Connection) -> None:
            remember(connection, intake_id, refused)
            end(connection, intake_id, "refused")

        await self._write(effect)

    async def _select(self, condition: sa.ColumnElement[bool]) -> list[Intake]:
        def ask() -> list[Intake]:
            with self._database.read() as connection:
                found = connection.execute(sa.select(tables.intakes).where(condition))
                return [_intake(row) for row in found]

        return await self._database.run(ask)

    async def _write(self, effect: Callable[[sa.Connection], Any]) -> Any:  # noqa: ANN401 (what the effect gives)
        def write() -> Any:  # noqa: ANN401 (as above)
            with self._database.write() as connection:
                return effect(connection)

        return await self._database.run(write)


def _remove(connection: sa.Connection, intake_ids: Sequence[UUID]) -> None:
    connection.execute(sa.delete(tables.rows).where(tables.rows.c.intake_id.in_(intake_ids)))
    connection.execute(sa.delete(tables.intakes).where(tables.intakes.c.id.in_(intake_ids)))


def _intake(row: sa.Row[Any]) -> Intake:
    told = row._asdict()
    for name in ("uploaded_at", "expires_at"):
        # SQLite forgets the offset; what is written is UTC.
        if told[name].tzinfo is None:
            told[name] = told[name].replace(tzinfo=UTC)
    return Intake(**told)
