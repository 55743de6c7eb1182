"""The shape of a table, free of any engine: columns, keys, indexes; and its rows as JSON."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

Values = list[Any]

# The names by which a backup knows the types of columns; they never change their meaning.
TYPES: dict[str, Callable[[], sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "uuid": sa.Uuid,
    "integer": sa.Integer,
    "bigint": sa.BigInteger,
    # SQLite numbers rows itself only for INTEGER, which holds 64 bits there.
    "row_number": lambda: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "boolean": sa.Boolean,
    "date": sa.Date,
    "datetime": lambda: sa.DateTime(timezone=True),
    "binary": sa.LargeBinary,
}

WRITTEN: dict[str, Callable[[Any], object]] = {
    "uuid": str,
    "date": date.isoformat,
    "datetime": datetime.isoformat,
    "binary": lambda value: base64.b64encode(value).decode(),
}

READ: dict[str, Callable[[Any], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "binary": base64.b64decode,
}


class ColumnNotPortable(Exception):
    """A column's type has no name in a backup; add one to `TYPES`, or use one of those."""


class ColumnShape(msgspec.Struct, frozen=True):
    """A column. `numbered` is one the engine fills with the next number."""

    name: str
    type: str
    required: bool
    key: bool
    numbered: bool = False


class IndexShape(msgspec.Struct, frozen=True):
    name: str
    columns: tuple[str, ...]
    unique: bool


class TableShape(msgspec.Struct, frozen=True):
    """A table as it is declared, and how a row of it is written: values in column order."""

    name: str
    columns: tuple[ColumnShape, ...]
    unique: tuple[tuple[str, ...], ...]
    indexes: tuple[IndexShape, ...]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    def written(self, row: Sequence[Any]) -> Values:
        """A row as JSON values."""
        return [
            _through(WRITTEN, column, value)
            for column, value in zip(self.columns, row, strict=True)
        ]

    def read(self, values: Values) -> dict[str, Any]:
        """A row from JSON values. Raises `ValueError` for one that does not fit."""
        return {
            column.name: _through(READ, column, value)
            for column, value in zip(self.columns, values, strict=True)
        }

    def table(self, metadata: sa.MetaData) -> sa.Table:
        """The table, to be created and filled."""
        columns = [
            sa.Column(
                column.name,
                TYPES[column.type](),
                primary_key=column.key,
                nullable=not column.required,
                autoincrement=column.numbered,
            )
            for column in self.columns
        ]
        unique = [sa.UniqueConstraint(*names) for names in self.unique]
        table = sa.Table(self.name, metadata, *columns, *unique)
        for index in self.indexes:
            sa.Index(
                index.name, *(table.c[name] for name in index.columns), unique=index.unique
            )
        return table


def shape_of(table: sa.Table) -> TableShape:
    """The shape of a declared table. Raises `ColumnNotPortable`."""
    numbered = table.autoincrement_column
    return TableShape(
        name=str(table.name),
        columns=tuple(
            ColumnShape(
                str(column.name),
                _type_of(column),
                required=not column.nullable,
                key=column.primary_key,
                numbered=column is numbered,
            )
            for column in table.columns
        ),
        unique=tuple(
            sorted(
                tuple(str(column.name) for column in constraint.columns)
                for constraint in table.constraints
                if isinstance(constraint, sa.UniqueConstraint)
            )
        ),
        indexes=tuple(
            sorted(
                (
                    IndexShape(
                        str(index.name),
                        tuple(str(column.name) for column in index.columns),
                        index.unique,
                    )
                    for index in table.indexes
                ),
                key=lambda index: index.name,
            )
        ),
    )


def _through(
    table: dict[str, Callable[[Any], object]],
    column: ColumnShape,
    value: Any,  # noqa: ANN401 (whatever a column may hold)
) -> Any:  # noqa: ANN401 (as above)
    if value is None or column.type not in table:
        return value
    return table[column.type](value)


def _type_of(column: sa.Column[Any]) -> str:
    kind = column.type
    match kind:
        case sa.BigInteger():
            return "row_number" if kind._variant_mapping else "bigint"  # noqa: SLF001 (no other way to ask)
        case sa.Integer():
            return "integer"
        case sa.Uuid():
            return "uuid"
        case sa.LargeBinary():
            return "binary"
        case sa.Boolean():
            return "boolean"
        case sa.DateTime() if kind.timezone:
            return "datetime"
        case sa.Date():
            return "date"
        case sa.String() if kind.length is None:
            return "text"
        case _:
            raise ColumnNotPortable(f"{column.table.name}.{column.name} is {kind!r}")
