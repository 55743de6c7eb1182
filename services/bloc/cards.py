"""Identity cards: the personal data of people, in one table beside the events, erasable.

No event, fact or log line carries any of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import sqlalchemy as sa

if TYPE_CHECKING:
    from shared.database import Database

metadata = sa.MetaData()

cards = sa.Table(
    "identity_cards",
    metadata,
    sa.Column("person_id", sa.Uuid(), primary_key=True),
    sa.Column("full_name", sa.Text(), nullable=False),
    sa.Column("folded_name", sa.Text(), nullable=False, index=True),
    sa.Column("job_title", sa.Text(), nullable=False),
    sa.Column("birth_date", sa.Date()),
    sa.Column("citizen_number", sa.Text()),
    sa.Column("email", sa.Text()),
    sa.Column("phone", sa.Text()),
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
class IdentityCard:
    """What is known of a person by name. Everything but name and job title may be unknown."""

    full_name: str
    job_title: str
    birth_date: date | None = None
    citizen_number: str | None = None
    email: str | None = None
    phone: str | None = None


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

    def prepare(self) -> None:
        self._database.create(metadata)

    def put(self, connection: sa.Connection, person_id: UUID, card: IdentityCard) -> None:
        """Write a card in the transaction of the command that needs it."""
        name = unicodedata.normalize("NFC", card.full_name)
        row = asdict(card) | {
            "person_id": person_id,
            "full_name": name,
            "folded_name": folded(name),
            "revision": uuid4().hex,
            "published_revision": None,
        }
        self._database.upsert(cards, [row], connection)

    async def of(self, person_ids: Sequence[UUID]) -> dict[UUID, IdentityCard]:
        """The cards of these people; who was erased is left out."""
        return await self._select(cards.c.person_id.in_(person_ids))

    async def named_like(self, text: str) -> dict[UUID, IdentityCard]:
        """People whose name holds `text`, whatever its diacritics and case."""
        return await self._select(cards.c.folded_name.contains(folded(text), autoescape=True))

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

    async def mark_published(self, revision: Revision, bucket: str, sequence: int) -> None:
        """Remember that this bucket has seen a revision; a newer one stays unpublished."""
        statement = (
            sa.update(cards)
            .where(
                cards.c.person_id == revision.person_id, cards.c.revision == revision.revision
            )
            .values(published_revision=revision.revision + _in(bucket))
        )

        def update() -> None:
            with self._database.write() as connection:
                connection.execute(statement)
                row = {"bucket": bucket, "sequence": sequence}
                self._database.upsert(buckets, [row], connection)

        await self._database.run(update)

    async def _select(self, condition: sa.ColumnElement[bool]) -> dict[UUID, IdentityCard]:
        def rows_found() -> Sequence[sa.Row[Any]]:
            with self._database.read() as connection:
                return connection.execute(sa.select(cards).where(condition)).all()

        rows = await self._database.run(rows_found)
        return {
            row.person_id: IdentityCard(
                full_name=row.full_name,
                job_title=row.job_title,
                birth_date=row.birth_date,
                citizen_number=row.citizen_number,
                email=row.email,
                phone=row.phone,
            )
            for row in rows
        }


def _in(bucket: str) -> str:
    return f"@{bucket}"


def folded(text: str) -> str:
    """Lower case without diacritics: `Đỗ Thị Ánh` is `do thi anh`."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
