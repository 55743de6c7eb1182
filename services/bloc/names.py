"""Where people stand by name, and the words by which they are found: an index of the cards.

Words and places are written as digits: every database sorts them alike, whatever its locale,
and a word that begins with another is a range of the index. Who was erased stands behind all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa

from shared.catalogue.names import name_place, words_of
from shared.personal import NAME_ORDER, NAME_WORDS

if TYPE_CHECKING:
    from shared.database import Database

metadata = sa.MetaData()

order = sa.Table(
    NAME_ORDER,
    metadata,
    sa.Column("person_id", sa.Uuid(), primary_key=True),
    sa.Column("place", sa.Text(), nullable=False),
    sa.Index("name_order_by_place", "place", "person_id"),
)

words = sa.Table(
    NAME_WORDS,
    metadata,
    sa.Column("word", sa.Text(), primary_key=True),
    sa.Column("person_id", sa.Uuid(), primary_key=True),
    sa.Index("name_words_by_person", "person_id"),
)

_DIGITS = [f"{byte:03d}" for byte in range(256)]
# Behind the place of every name.
LAST = "9999"
AT_ONCE = 500

Place = tuple[str, UUID]


class PeopleNames:
    """The index. It is written in the transactions that write the cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self) -> None:
        self._database.create(metadata)

    def put(self, connection: sa.Connection, names: Mapping[UUID, str]) -> None:
        """Index people under these names, in the place of what they were called before."""
        if not names:
            return
        self._forget_words(connection, names)
        rows = [{"person_id": each, "place": name_place(name)} for each, name in names.items()]
        self._database.upsert(order, rows, connection)
        found = [
            {"word": word, "person_id": person_id}
            for person_id, name in names.items()
            for word in sorted(set(map(written, words_of(name))))
        ]
        if found:
            connection.execute(sa.insert(words), found)

    def erase(self, connection: sa.Connection, person_id: UUID) -> None:
        """Forget a name; the person is listed behind those who have one."""
        self._forget_words(connection, [person_id])
        self._database.upsert(order, [{"person_id": person_id, "place": LAST}], connection)

    async def listed(self, query: str, after: Place | None, limit: int) -> list[Place]:
        """Everybody whom the words of `query` find, in order, from behind a place on."""
        statement = _found(query).order_by(order.c.place, order.c.person_id).limit(limit)
        if after is not None:
            behind = sa.and_(order.c.place == after[0], order.c.person_id > after[1])
            statement = statement.where(sa.or_(order.c.place > after[0], behind))
        return await self._read([statement])

    async def among(self, person_ids: Sequence[UUID], query: str) -> list[Place]:
        """Those of these people whom the words of `query` find, in order."""
        starts = range(0, len(person_ids), AT_ONCE)
        parts = [person_ids[start : start + AT_ONCE] for start in starts]
        return sorted(
            await self._read([_found(query).where(order.c.person_id.in_(p)) for p in parts])
        )

    async def _read(self, statements: Sequence[sa.Select[Place]]) -> list[Place]:
        def read() -> list[Place]:
            with self._database.read() as connection:
                return [
                    (row.place, row.person_id)
                    for statement in statements
                    for row in connection.execute(statement)
                ]

        return await self._database.run(read)

    @staticmethod
    def _forget_words(connection: sa.Connection, person_ids: Iterable[UUID]) -> None:
        ids = list(person_ids)
        for start in range(0, len(ids), AT_ONCE):
            some = words.c.person_id.in_(ids[start : start + AT_ONCE])
            connection.execute(sa.delete(words).where(some))


def written(word: str) -> str:
    """A word as digits: three for each byte, so that a beginning stays a beginning."""
    return "".join(map(_DIGITS.__getitem__, word.encode()))


def _found(query: str) -> sa.Select[Place]:
    """People for whom each word of the query begins a word of the name."""
    statement = sa.select(order.c.place, order.c.person_id)
    for part in set(map(written, words_of(query))):
        begins = words.c.word.between(part, f"{part}999")
        statement = statement.where(
            order.c.person_id.in_(sa.select(words.c.person_id).where(begins))
        )
    return statement
