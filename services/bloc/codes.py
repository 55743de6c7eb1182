"""The codes by which the organisation knows its units: what files name them by.

A code is no personal data and no fact about a unit, only how it is called in lists; a code is
given once and leads to the same unit for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.database import Database

metadata = sa.MetaData()

unit_codes = sa.Table(
    "unit_codes",
    metadata,
    sa.Column("code", sa.Text(), primary_key=True),
    sa.Column("unit_id", sa.Uuid(), nullable=False, unique=True),
)

UNITS = UUID("5b0c1f6e-3f0f-5b53-9d7c-6a4f1f3b2a10")


def unit_of_code(code: str) -> UUID:
    """The id a unit gets that is registered with this code: the same file, the same unit."""
    return uuid5(UNITS, code.casefold())


class UnitCodes:
    """The table of codes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self) -> None:
        self._database.create(metadata)

    def give(self, connection: sa.Connection, given: Mapping[str, UUID]) -> None:
        """Write codes in the transaction of the command that gives them."""
        if given:
            rows = [{"code": code, "unit_id": unit_id} for code, unit_id in given.items()]
            connection.execute(sa.insert(unit_codes), rows)

    def taken_now(self, codes: Sequence[str], unit_ids: Sequence[UUID]) -> dict[str, UUID]:
        """Which of these codes and units have one another, as a command finds it; blocks."""
        columns = unit_codes.c
        condition = columns.code.in_(codes) | columns.unit_id.in_(unit_ids)
        with self._database.read() as connection:
            found = connection.execute(sa.select(unit_codes).where(condition))
            return {row.code: row.unit_id for row in found}

    async def every(self) -> dict[str, UUID]:
        """All codes with their units."""

        def ask() -> dict[str, UUID]:
            with self._database.read() as connection:
                return {
                    row.code: row.unit_id for row in connection.execute(sa.select(unit_codes))
                }

        return await self._database.run(ask)
