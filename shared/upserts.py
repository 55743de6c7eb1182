"""Rows put into a table, many in one statement that is put together once.

Each statement that SQLAlchemy makes anew costs as much as dozens of rows. Each one that SQLite
runs lets go of the interpreter: with a row a statement, whoever else is at work takes it away
for milliseconds between two of them. PostgreSQL's client takes longer over each value than the
server over its row: there all rows go as one value, which the server takes apart.
"""

from __future__ import annotations

from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from shared.engines import on_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Rows in one statement: with each of their values, or all as one.
AT_ONCE = 100
AS_ONE_VALUE = 500

Bound = tuple[str, "Callable[[Any], Any]"]


class Upsert:
    """Inserts rows into one table; where the primary key is taken, the row is replaced.

    `dialect` is that of the connections. A row has a value for each column of the table and
    nothing else; of rows that are put together no two have the same key.
    """

    def __init__(self, table: sa.Table, dialect: sa.Dialect) -> None:
        quote = dialect.identifier_preparer.quote
        names = [column.name for column in table.columns]
        self._is_sqlite = dialect.name == "sqlite"
        self._values = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        self._bound = [*filter(None, (self._binding(each, dialect) for each in table.columns))]
        columns = ", ".join(map(quote, names))
        keys = ", ".join(quote(column.name) for column in table.primary_key)
        changed = ", ".join(
            f"{quote(column.name)} = excluded.{quote(column.name)}"
            for column in table.columns
            if not column.primary_key
        )
        done = f"UPDATE SET {changed}" if changed else "NOTHING"
        self._begin = f"INSERT INTO {quote(table.name)} ({columns}) "
        self._end = f" ON CONFLICT ({keys}) DO {done}"
        self._row = f"({', '.join('?' for _ in names)})"
        types = (f"{quote(each.name)} {each.type.compile(dialect)}" for each in table.columns)
        given = f"json_to_recordset(%s::json) AS given({', '.join(types)})"
        self._of_one_value = f"{self._begin}SELECT {columns} FROM {given}{self._end}"
        self._statements: dict[int, str] = {}

    def _binding(self, column: sa.Column[Any], dialect: sa.Dialect) -> Bound | None:
        """What makes of a value in this column one that goes to the driver, or into JSON."""
        if self._is_sqlite:
            bound = column.type.dialect_impl(dialect).bind_processor(dialect)
        else:
            bound = _as_text if isinstance(column.type, sa.LargeBinary) else None
        return None if bound is None else (column.name, bound)

    def put(self, rows: Sequence[Mapping[str, Any]], connection: sa.Connection) -> None:
        """Raises what SQLAlchemy raises where it executes a statement."""
        left = map(self._prepared, rows) if self._bound else iter(rows)
        while some := list(islice(left, AT_ONCE if self._is_sqlite else AS_ONE_VALUE)):
            if self._is_sqlite:
                values = tuple(chain.from_iterable(map(self._values, some)))
                on_driver(connection, self._of(len(some)), values)
            else:
                given = msgspec.json.encode(some).decode()
                on_driver(connection, self._of_one_value, (given,))

    def _prepared(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, **{name: bound(row[name]) for name, bound in self._bound}}

    def _of(self, count: int) -> str:
        if count not in self._statements:
            rows = ", ".join([self._row] * count)
            self._statements[count] = f"{self._begin}VALUES {rows}{self._end}"
        return self._statements[count]


def _as_text(value: bytes | None) -> str | None:
    """Bytes as PostgreSQL reads them in a text."""
    return None if value is None else f"\\x{value.hex()}"
