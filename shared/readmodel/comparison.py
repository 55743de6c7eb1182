"""Two copies of a projection compared document by document: the proof that a fold repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.readmodel.documents import Documents

LISTED = 50
ROWS_AT_ONCE = 500


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the copies do not agree on; none where a copy lacks it."""

    table: str
    key: str
    live: Any
    other: Any


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Both copies at one position. The first differences are listed, all are counted."""

    projection: str
    sequence: int
    positions: dict[str, int]
    documents: int
    differences: int
    listed: list[Difference]


class Tally:
    """What was compared so far."""

    def __init__(self) -> None:
        self.documents = 0
        self.differences = 0
        self.listed: list[Difference] = []

    def compare(
        self, documents: Documents[Any], live: sa.Connection, other: sa.Connection
    ) -> None:
        """Walk one table of both copies in the order of its keys. Blocks."""
        mine, theirs = _rows(documents, live), _rows(documents, other)
        left, right = next(mine, None), next(theirs, None)
        while left is not None or right is not None:
            self.documents += 1
            if right is None or (left is not None and left[0] < right[0]):
                self._differ(documents, left, None)
                left = next(mine, None)
            elif left is None or right[0] < left[0]:
                self._differ(documents, None, right)
                right = next(theirs, None)
            else:
                if not _same(documents, left[1], right[1]):
                    self._differ(documents, left, right)
                left, right = next(mine, None), next(theirs, None)

    def _differ(
        self,
        documents: Documents[Any],
        live: tuple[str, str] | None,
        other: tuple[str, str] | None,
    ) -> None:
        self.differences += 1
        key = (live or other or ("", ""))[0]
        if len(self.listed) < LISTED:
            self.listed.append(
                Difference(table=documents.name, key=key, live=_json(live), other=_json(other))
            )


def compared(
    documents: Sequence[Documents[Any]], live: sa.Connection, other: sa.Connection
) -> Tally:
    """Compare every table of a projection. Blocks."""
    tally = Tally()
    for table in documents:
        tally.compare(table, live, other)
    return tally


def _rows(documents: Documents[Any], connection: sa.Connection) -> Iterator[tuple[str, str]]:
    key = documents.table.c.key
    # Python compares texts by their code points; a database's own order may be another.
    by_code_point = (
        key if connection.dialect.name == "sqlite" else sa.collate(key, "C")  # the bytes' order
    )
    found = connection.execute(
        sa.select(key, documents.table.c.body).order_by(by_code_point),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    for row in found:
        yield row.key, row.body


def _same(documents: Documents[Any], live: str, other: str) -> bool:
    # The order of a set in its JSON says nothing: what is not the same text is read first.
    if live == other:
        return True
    return bool(documents.decode(live) == documents.decode(other))


def _json(row: tuple[str, str] | None) -> object:
    return None if row is None else msgspec.json.decode(row[1])
