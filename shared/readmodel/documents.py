"""Documents: what a fold keeps, as JSON by key, with columns to search by; batches."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
import sqlalchemy as sa

from shared.decoders import decoder
from shared.engines import on_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from shared.database import Database

D = TypeVar("D")

# Keys with their documents, as one value: each row by itself costs as much as its document, and
# SQLite lets go of the interpreter at each.
IN_SQLITE = (
    "SELECT group_concat('[' || json_quote(key) || ',' || body || ']') FROM {table} "
    "WHERE key IN (SELECT value FROM json_each(?))"
)
IN_POSTGRESQL = (
    "SELECT string_agg('[' || to_json(key) || ',' || body || ']', ',') FROM {table} "
    "WHERE key = ANY(%s)"
)
# Keys asked for in one statement.
AT_ONCE = 500
# Statements of one table, by the columns they ask for.
LISTINGS_KEPT = 64


class Documents(Generic[D]):
    """One table of documents of one type: a key, the document as JSON, columns to search by.

    `indexed(document)` gives the values of `columns`; they are copies, the document rules.
    Among them may stand indexes over several.
    """

    def __init__(
        self,
        name: str,
        kind: type[D],
        columns: Sequence[sa.Column[Any] | sa.Index] = (),
        indexed: Callable[[D], dict[str, Any]] = lambda _: {},
    ) -> None:
        self.name = name
        self.indexed = indexed
        self.metadata = sa.MetaData()
        self.table = sa.Table(
            name,
            self.metadata,
            sa.Column("key", sa.Text(), primary_key=True),
            *columns,
            sa.Column("body", sa.Text(), nullable=False),
        )
        self._kind = kind
        self._decoder = msgspec.json.Decoder(kind)
        self._one = sa.select(self.table.c.body).where(
            self.table.c.key == sa.bindparam("is_key")
        )
        self._listing = lru_cache(LISTINGS_KEPT)(self._make_listing)

    def decode(self, body: str) -> D:
        return self._decoder.decode(body)

    def get(self, connection: sa.Connection, key: str) -> D | None:
        body = connection.execute(self._one, {"is_key": key}).scalar()
        return None if body is None else self.decode(body)

    def get_all(self, connection: sa.Connection, keys: Collection[str]) -> dict[str, D]:
        """The documents that are there of these keys."""
        found: dict[str, D] = {}
        wanted = iter(keys)
        is_sqlite = connection.dialect.name == "sqlite"
        query = (IN_SQLITE if is_sqlite else IN_POSTGRESQL).format(table=self.name)
        while some := list(islice(wanted, AT_ONCE)):
            asked = msgspec.json.encode(some).decode() if is_sqlite else some
            (pairs,) = on_driver(connection, query, (asked,)).fetchone()
            if pairs is not None:
                found.update(self._pairs.decode(f"[{pairs}]"))
        return found

    @cached_property
    def _pairs(self) -> msgspec.json.Decoder[list[tuple[str, D]]]:
        return decoder(list[tuple[str, self._kind]])  # type: ignore[name-defined]  # made at run time

    def find(
        self,
        connection: sa.Connection,
        *where: sa.ColumnElement[bool],
        order_by: Iterable[sa.ColumnElement[Any]] = (),
        after: Sequence[Any] | None = None,
        limit: int | None = None,
    ) -> list[D]:
        """Documents in the order of `order_by`, then key; `after` is such a place to go on."""
        order = [*order_by, self.table.c.key]
        query = sa.select(self.table.c.body).where(*where).order_by(*order)
        if after is not None:
            query = query.where(sa.tuple_(*order) > sa.tuple_(*after))
        if limit is not None:
            query = query.limit(limit)
        return [self.decode(body) for body in connection.execute(query).scalars()]

    def listed(
        self,
        connection: sa.Connection,
        equal: Mapping[str, Any],
        *where: sa.ColumnElement[bool],
        after: str | None,
        limit: int,
    ) -> list[D]:
        """Documents by key whose columns have these values, those behind `after`.

        The statement is put together once for each set of columns: that costs as much as to
        run it. What else is asked for in `where` is added to it.
        """
        query = self._listing(tuple(equal), paged=after is not None)
        if where:
            query = query.where(*where)
        values = {f"is_{name}": value for name, value in equal.items()}
        behind = {} if after is None else {"behind": after}
        rows = connection.execute(query, {**values, **behind, "most": limit})
        return [self.decode(body) for body in rows.scalars()]

    def _make_listing(self, names: tuple[str, ...], *, paged: bool) -> sa.Select[str]:
        columns = self.table.c
        query = sa.select(columns.body).order_by(columns.key).limit(sa.bindparam("most"))
        for name in names:
            column = columns[name]
            query = query.where(column == sa.bindparam(f"is_{name}", type_=column.type))
        return query.where(columns.key > sa.bindparam("behind")) if paged else query

    def keys(self, connection: sa.Connection, *, after: str = "", limit: int) -> list[str]:
        """The keys behind `after`, in the database's order of texts."""
        key = self.table.c.key
        query = sa.select(key).where(key > after).order_by(key).limit(limit)
        return list(connection.execute(query).scalars())

    def page(
        self, connection: sa.Connection, *, after: str = "", limit: int
    ) -> list[tuple[str, D]]:
        """As `keys`, each with its document."""
        key = self.table.c.key
        query = sa.select(key, self.table.c.body).where(key > after).order_by(key).limit(limit)
        return [(row.key, self.decode(row.body)) for row in connection.execute(query)]


class Batch:
    """The documents that one batch of facts touches: read once, written once at its end."""

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self._database = database
        self.connection = connection
        self._held: dict[tuple[str, str], Any] = {}
        self._changed: dict[str, tuple[Documents[Any], dict[str, Any]]] = {}

    def get(self, documents: Documents[D], key: str) -> D | None:
        place = (documents.name, key)
        if place not in self._held:
            self._held[place] = documents.get(self.connection, key)
        held: D | None = self._held[place]
        return held

    def fetch(self, documents: Documents[Any], keys: Iterable[str]) -> None:
        """Read at once what will be asked for; asked one by one it would cost as many reads."""
        wanted = sorted(key for key in keys if (documents.name, key) not in self._held)
        found = documents.get_all(self.connection, wanted)
        self._held.update(((documents.name, key), found.get(key)) for key in wanted)

    def fetch_each(self, places: Iterable[tuple[Documents[Any], str]]) -> None:
        """`fetch` of documents in several tables."""
        wanted: dict[str, tuple[Documents[Any], set[str]]] = {}
        for documents, key in places:
            wanted.setdefault(documents.name, (documents, set()))[1].add(key)
        for documents, keys in wanted.values():
            self.fetch(documents, keys)

    def put(self, documents: Documents[D], key: str, document: D) -> None:
        self._held[documents.name, key] = document
        self._changed.setdefault(documents.name, (documents, {}))[1][key] = document

    def delete(self, documents: Documents[D], keys: Sequence[str]) -> None:
        """Remove documents at once; what the batch put before under these keys goes too."""
        self.flush()
        for key in keys:
            self._held.pop((documents.name, key), None)
        gone = iter(keys)
        while some := list(islice(gone, AT_ONCE)):
            column = documents.table.c.key
            self.connection.execute(sa.delete(documents.table).where(column.in_(some)))

    def delete_between(self, documents: Documents[Any], after: str, upto: str) -> None:
        """`delete` of every key behind `after` up to `upto`, in the database's order of texts.

        Of these the batch may hold none.
        """
        key = documents.table.c.key
        self.connection.execute(sa.delete(documents.table).where(key > after, key <= upto))

    def flush(self) -> None:
        for documents, changed in self._changed.values():
            rows = [
                {
                    "key": key,
                    "body": msgspec.json.encode(document).decode(),
                    **documents.indexed(document),
                }
                for key, document in changed.items()
            ]
            self._database.upsert(documents.table, rows, self.connection)
        self._changed.clear()
