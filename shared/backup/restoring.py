"""Rows of a backup into an empty store, on either engine, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shared.backup.shape import TableShape, Values
    from shared.database import Database

AT_ONCE = 1000


class StoreNotEmpty(Exception):
    """The store holds tables already; a backup is restored into an empty one only."""


def require_empty_store(database: Database) -> None:
    """Raise `StoreNotEmpty` when there is any table. Creates nothing on PostgreSQL."""
    with database.read() as connection:
        schema = None if database.is_sqlite else database.name
        names = sa.inspect(connection).get_table_names(schema)
    if names:
        raise StoreNotEmpty(f"{database.name} holds {', '.join(sorted(names))}")


def restore_store(
    database: Database,
    shapes: Sequence[TableShape],
    rows_of: Callable[[TableShape], Iterable[Values]],
) -> int:
    """Create the tables and fill them; all of it or nothing. Returns the number of rows."""
    require_empty_store(database)
    metadata = sa.MetaData()
    tables = [(shape, shape.table(metadata)) for shape in shapes]
    count = 0
    with database.write() as connection:
        database.claim(connection)
        metadata.create_all(connection)
        for shape, table in tables:
            for rows in _batches(rows_of(shape)):
                connection.execute(sa.insert(table), [shape.read(row) for row in rows])
                count += len(rows)
            if not database.is_sqlite:
                _go_on_numbering(connection, shape, table)
    return count


def _go_on_numbering(connection: sa.Connection, shape: TableShape, table: sa.Table) -> None:
    """PostgreSQL numbers from a sequence of its own, which knows nothing of these rows."""
    for column in shape.columns:
        if column.numbered:
            numbers = sa.func.pg_get_serial_sequence(shape.name, column.name)
            following = sa.func.coalesce(sa.func.max(table.c[column.name]), 0) + 1
            connection.execute(sa.select(sa.func.setval(numbers, following, False)))


def _batches(rows: Iterable[Values]) -> Iterator[list[Values]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, AT_ONCE)):
        yield batch
