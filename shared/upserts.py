"""Rows put into a table, many in one statement that is put together once.

Each statement that SQLAlchemy makes anew costs as much as dozens of rows. Each one that SQLite
runs lets go of the interpreter: with a row a statement, whoever else is at work takes it away
for milliseconds between two of them.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa

# Rows in one statement.
AT_ONCE = 100


class Upsert:
    """Inserts rows into one table; where the primary key is taken, the row is replaced.

    `dialect` is that of the connections. A row has a value for each column of the table; of
    rows that are put together no two have the same key.
    """

    def __init__(self, table: sa.Table, dialect: sa.Dialect) -> None:
        quote = dialect.identifier_preparer.quote
        self._names = [column.name for column in table.columns]
        self._bound = [
            column.type.dialect_impl(dialect).bind_processor(dialect)
            for column in table.columns
        ]
        mark = "?" if dialect.paramstyle == "qmark" else "%s"
        self._row = f"({', '.join(mark for _ in self._names)})"
        columns = ", ".join(map(quote, self._names))
        keys = ", ".join(quote(column.name) for column in table.primary_key)
        self._begin = f"INSERT INTO {quote(table.name)} ({columns}) VALUES "
        changed = ", ".join(
            f"{quote(column.name)} = excluded.{quote(column.name)}"
            for column in table.columns
            if not column.primary_key
        )
        done = f"UPDATE SET {changed}" if changed else "NOTHING"
        self._end = f" ON CONFLICT ({keys}) DO {done}"
        self._statements: dict[int, str] = {}

    def put(self, rows: Sequence[Mapping[str, Any]], connection: sa.Connection) -> None:
        """Raises what SQLAlchemy raises where it executes a statement."""
        left = iter(rows)
        while some := [self._values(row) for row in islice(left, AT_ONCE)]:
            connection.exec_driver_sql(self._of(len(some)), tuple(chain.from_iterable(some)))

    def _values(self, row: Mapping[str, Any]) -> list[Any]:
        return [
            row[name] if bound is None else bound(row[name])
            for name, bound in zip(self._names, self._bound, strict=True)
        ]

    def _of(self, count: int) -> str:
        if count not in self._statements:
            rows = ", ".join([self._row] * count)
            self._statements[count] = f"{self._begin}{rows}{self._end}"
        return self._statements[count]
