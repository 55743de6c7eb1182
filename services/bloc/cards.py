"""Identity cards: the personal data of people, in one table beside the events, erasable.

No event, fact or log line carries any of it: a correction tells which fields it changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.bloc.domain.card import FIELDS, IdentityCard
from services.bloc.names import PeopleNames, order
from shared.catalogue.names import search_key
from shared.personal import CARDS

if TYPE_CHECKING:
    from shared.database import Database

metadata = sa.MetaData()

AT_ONCE = 500

cards = sa.Table(
    CARDS,
    metadata,
    sa.Column("person_id", sa.Uuid(), primary_key=True),
    sa.Column("full_name", sa.Text(), nullable=False),
    sa.Column("folded_name", sa.Text(), nullable=False, index=True),
    sa.Column("job_title", sa.Text(), nullable=False),
    sa.Column("birth_date", sa.Date()),
    sa.Column("citizen_number", sa.Text()),
    sa.Column("email", sa.Text()),
    sa.Column("phone", sa.Text()),
    # By which the organisation knows somebody; files name people by it.
    sa.Column("staff_number", sa.Text(), index=True),
    # A new one with each change; a bucket has seen this card when it is named behind it.
    sa.Column("revision", sa.Text(), nullable=False),
    sa.Column("published_revision", sa.Text()),
)

# How far each bucket was when it last took a card.
buckets = sa.Table(
    "people_buckets",
    metadata,
    sa.Column("bucket", sa.Text(), primary_key=True),
    sa.Column("sequence", sa.BigInteger(), nullable=False),
)


@dataclass(frozen=True)
class Revision:
    """What the bucket shows of a card: what a screen of another service needs, no more."""

    person_id: UUID
    revision: str
    full_name: str
    job_title: str


class IdentityCards:
    """The table of cards."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.names = PeopleNames(database)

    def prepare(self) -> None:
        self._database.create(metadata)
        self.names.prepare()
        # Cards of an earlier release, or of a backup of one, are not in the index yet.
        unlisted = cards.c.person_id.not_in(sa.select(order.c.person_id))
        with self._database.write() as connection:
            found = connection.execute(
                sa.select(cards.c.person_id, cards.c.full_name).where(unlisted)
            )
            self.names.put(connection, {row.person_id: row.full_name for row in found})

    def put(self, connection: sa.Connection, person_id: UUID, card: IdentityCard) -> None:
        """Write a card in the transaction of the command that needs it."""
        self.put_all(connection, {person_id: card})

    def put_all(self, connection: sa.Connection, written: Mapping[UUID, IdentityCard]) -> None:
        """Write cards in the transaction of the command that needs them."""
        rows = [_row(person_id, card) for person_id, card in written.items()]
        self._database.upsert(cards, rows, connection)
        self.names.put(connection, {row["person_id"]: row["full_name"] for row in rows})

    def read_now(self, person_ids: Sequence[UUID]) -> dict[UUID, IdentityCard]:
        """The cards of these people as a command finds them; blocks."""
        return self._found(cards.c.person_id.in_(person_ids))

    def numbered_now(self, numbers: Sequence[str]) -> dict[str, UUID]:
        """Who has these staff numbers as a command finds it; blocks."""
        query = sa.select(cards.c.staff_number, cards.c.person_id)
        with self._database.read() as connection:
            found = connection.execute(query.where(cards.c.staff_number.in_(numbers)))
            return {row.staff_number: row.person_id for row in found}

    async def among(
        self, ids: Sequence[UUID], numbers: Sequence[str], names: Sequence[str]
    ) -> dict[UUID, IdentityCard]:
        """Cards of these ids or staff numbers, and those without a number of these names."""
        found: dict[UUID, IdentityCard] = {}
        unnumbered = cards.c.staff_number.is_(None)
        for column, wanted, also in (
            (cards.c.person_id, ids, sa.true()),
            (cards.c.staff_number, numbers, sa.true()),
            (cards.c.folded_name, [search_key(name) for name in names], unnumbered),
        ):
            for start in range(0, len(wanted), AT_ONCE):
                some = column.in_(wanted[start : start + AT_ONCE])
                found |= await self._select(sa.and_(some, also))
        return found

    def erase(self, connection: sa.Connection, person_id: UUID) -> None:
        """Delete a card in the transaction that records its erasure."""
        connection.execute(sa.delete(cards).where(cards.c.person_id == person_id))
        self.names.erase(connection, person_id)

    async def of(self, person_ids: Sequence[UUID]) -> dict[UUID, IdentityCard]:
        """The cards of these people; who was erased is left out."""
        return await self._select(cards.c.person_id.in_(person_ids))

    async def numbers(self) -> dict[str, UUID]:
        """Everybody who has a staff number, by it."""
        found = await self._select(cards.c.staff_number.is_not(None))
        return {card.staff_number: each for each, card in found.items() if card.staff_number}

    async def unpublished(self, bucket: str, limit: int) -> list[Revision]:
        """Cards this bucket has not seen as they are now; a new bucket has seen none."""
        seen = cards.c.revision + _in(bucket)
        condition = seen.is_distinct_from(cards.c.published_revision)
        query = sa.select(cards).where(condition).limit(limit)

        def rows_found() -> Sequence[sa.Row[Any]]:
            with self._database.read() as connection:
                return connection.execute(query).all()

        return [
            Revision(row.person_id, row.revision, row.full_name, row.job_title)
            for row in await self._database.run(rows_found)
        ]

    async def bucket_was_at(self, bucket: str) -> int:
        """The sequence at which this bucket last took a card; 0 for one that took none."""
        query = sa.select(buckets.c.sequence).where(buckets.c.bucket == bucket)

        def found() -> int:
            with self._database.read() as connection:
                return connection.execute(query).scalar() or 0

        return await self._database.run(found)

    async def forget_published(self, bucket: str, sequence: int) -> None:
        """No card counts as published: the bucket is at `sequence`, what came after is lost."""

        def forget() -> None:
            with self._database.write() as connection:
                connection.execute(sa.update(cards).values(published_revision=None))
                row = {"bucket": bucket, "sequence": sequence}
                self._database.upsert(buckets, [row], connection)

        await self._database.run(forget)

    async def mark_published(
        self, revisions: Sequence[Revision], bucket: str, sequence: int
    ) -> list[UUID]:
        """Remember that this bucket has seen revisions; newer ones stay unpublished.

        Returns whose revision is not there any more: the card was changed or erased.
        """

        def update() -> list[UUID]:
            with self._database.write() as connection:
                row = {"bucket": bucket, "sequence": sequence}
                self._database.upsert(buckets, [row], connection)
                return [
                    each.person_id
                    for each in revisions
                    if connection.execute(_published(each, bucket)).rowcount == 0
                ]

        return await self._database.run(update)

    async def _select(self, condition: sa.ColumnElement[bool]) -> dict[UUID, IdentityCard]:
        return await self._database.run(lambda: self._found(condition))

    def _found(self, condition: sa.ColumnElement[bool]) -> dict[UUID, IdentityCard]:
        with self._database.read() as connection:
            rows = connection.execute(sa.select(cards).where(condition)).all()
        return {
            row.person_id: IdentityCard(**{name: getattr(row, name) for name in FIELDS})
            for row in rows
        }


def _row(person_id: UUID, card: IdentityCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in FIELDS} | {
        "person_id": person_id,
        "folded_name": search_key(card.full_name),
        "revision": uuid4().hex,
        "published_revision": None,
    }


def _published(revision: Revision, bucket: str) -> sa.Update:
    return (
        sa.update(cards)
        .where(cards.c.person_id == revision.person_id, cards.c.revision == revision.revision)
        .values(published_revision=revision.revision + _in(bucket))
    )


def _in(bucket: str) -> str:
    return f"@{bucket}"
