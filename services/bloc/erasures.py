"""Whose personal data were erased, and how far that has gone: the store's files, the bucket.

The row of a card goes in the transaction that records the erasure. What files still hold of it,
here and at NATS, is removed afterwards; this table remembers what is left to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.bloc import ErasureReason
from shared.intake import tables as intake
from shared.personal import TABLES, erasures, metadata

if TYPE_CHECKING:
    from shared.database import Database

Store = Literal["sqlite", "postgresql"]

# Every table whose rows tell of somebody by name.
HOLDING = (*TABLES, intake.rows.name)


@dataclass(frozen=True)
class Erasure:
    """An erasure; `in_store` and `in_bucket` while our files may still hold what was erased.

    Of PostgreSQL ours are the tables; its write-ahead log, its own logs and its base backups
    are its operator's.
    """

    person_id: UUID
    erased_on: date
    reason: ErasureReason
    in_store: bool
    in_bucket: bool


class Erasures:
    """The table of erasures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def store(self) -> Store:
        """What keeps the tables: it decides which files may hold what was erased, and where."""
        return "sqlite" if self._database.is_sqlite else "postgresql"

    def prepare(self) -> None:
        self._database.create(metadata)

    def put(
        self, connection: sa.Connection, person_id: UUID, on: date, reason: ErasureReason
    ) -> None:
        """Remember an erasure in the transaction that records it."""
        row = {
            "person_id": person_id,
            "erased_on": on,
            "reason": reason,
            "recorded": True,
            "gone_from_store": False,
            "gone_from_bucket": None,
        }
        self._database.upsert(erasures, [row], connection)

    async def of(self, person_id: UUID) -> Erasure | None:
        """How far the erasure of a person has gone; none where there was none."""
        found = await self._select(erasures.c.person_id == person_id)
        return found[0] if found else None

    async def unrecorded(self) -> Sequence[Erasure]:
        """Those that a restore took over from the list: the log does not know of them."""
        return await self._select(~erasures.c.recorded)

    async def mark_recorded(self, person_id: UUID) -> None:
        await self._update(erasures.c.person_id == person_id, {"recorded": True})

    async def empty_store(self) -> None:
        """Write the store's files anew where they may hold what was erased.

        Raises `StillRead` while somebody reads an older state.
        """
        remaining = [one.person_id for one in await self._select(~erasures.c.gone_from_store)]
        if remaining:
            await self._database.run(lambda: self._database.rewrite(HOLDING))
            await self._update(erasures.c.person_id.in_(remaining), {"gone_from_store": True})

    async def in_bucket(self, bucket: str) -> Sequence[UUID]:
        """Whom this bucket may still hold."""
        gone = erasures.c.gone_from_bucket.is_not_distinct_from(bucket)
        return [one.person_id for one in await self._select(~gone)]

    async def mark_gone_from_bucket(self, bucket: str, person_ids: Sequence[UUID]) -> None:
        await self._update(erasures.c.person_id.in_(person_ids), {"gone_from_bucket": bucket})

    async def may_be_in_bucket_again(self, person_id: UUID) -> None:
        """A name was put there behind its erasure: the bucket has to be emptied once more."""
        await self._update(erasures.c.person_id == person_id, {"gone_from_bucket": None})

    async def _update(self, which: sa.ColumnElement[bool], values: dict[str, Any]) -> None:
        def update() -> None:
            with self._database.write() as connection:
                connection.execute(sa.update(erasures).where(which).values(values))

        await self._database.run(update)

    async def _select(self, which: sa.ColumnElement[bool]) -> list[Erasure]:
        def select() -> Sequence[sa.Row[Any]]:
            with self._database.read() as connection:
                query = sa.select(erasures).where(which).order_by(erasures.c.person_id)
                return connection.execute(query).all()

        return [
            Erasure(
                row.person_id,
                row.erased_on,
                row.reason,
                in_store=not row.gone_from_store,
                in_bucket=row.gone_from_bucket is None,
            )
            for row in await self._database.run(select)
        ]
