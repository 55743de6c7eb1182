"""Parking: a fact that cannot take effect waits, and with it all later ones of its entity.

Order per entity survives, and the rest flows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from shared.contracts import Envelope, UnreadableFact
from shared.engines import on_driver
from shared.readmodel.parked import EntityNotParked, ParkedEntity, ParkedFact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database

LONGEST_REASON = 2000

metadata = sa.MetaData()

parked_facts = sa.Table(
    "parked_facts",
    metadata,
    sa.Column("reader", sa.Text(), primary_key=True),
    sa.Column("source", sa.Text(), primary_key=True),
    sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("entity", sa.Text(), nullable=False, index=True),
    sa.Column("sequence", sa.BigInteger(), nullable=False),
    sa.Column("headers", sa.Text(), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=False),
    sa.Column("reason", sa.Text()),
    sa.Column("recorded_at", sa.Text(), nullable=False),
)

# It runs with every batch of facts.
_ANY = "SELECT EXISTS (SELECT 1 FROM parked_facts WHERE reader = {value})"

Key = tuple[str, str]


@dataclass(frozen=True)
class Parking:
    """The parked facts of one reader, moved in the transactions of its effects."""

    database: Database
    reader: str

    def prepare(self) -> None:
        self.database.create(metadata)

    def is_empty(self, connection: sa.Connection) -> bool:
        query = _ANY.format(value="?" if self.database.is_sqlite else "%s")
        (any_is,) = on_driver(connection, query, (self.reader,)).fetchone()
        return not any_is

    def held(self, connection: sa.Connection) -> set[Key]:
        """Source and entity of everything that is parked."""
        query = sa.select(parked_facts.c.source, parked_facts.c.entity).distinct()
        return {(row.source, row.entity) for row in connection.execute(self._mine(query))}

    def park(self, connection: sa.Connection, fact: Envelope, reason: str | None) -> None:
        """Keep a fact; `reason` is none for one whose entity is parked already."""
        row = {
            "reader": self.reader,
            "source": fact.source,
            "position": fact.position,
            "entity": key_of(fact)[1],
            "sequence": fact.sequence,
            "headers": msgspec.json.encode(fact.headers()).decode(),
            "body": fact.body(),
            "reason": reason,
            "recorded_at": fact.time.isoformat(),
        }
        self.database.upsert(parked_facts, [row], connection)

    def entities(self, connection: sa.Connection) -> list[ParkedEntity]:
        """Everything that stands still, by source, then by when it began."""
        columns = parked_facts.c
        first = (
            self._mine(
                sa.select(
                    columns.source,
                    columns.entity,
                    sa.func.min(columns.position).label("position"),
                    sa.func.count().label("waiting"),
                )
            )
            .group_by(columns.source, columns.entity)
            .subquery()
        )
        query = (
            sa.select(first, columns.reason, columns.recorded_at)
            .join(
                first,
                (columns.source == first.c.source) & (columns.position == first.c.position),
            )
            .order_by(columns.source, columns.position)
        )
        return [
            ParkedEntity(
                source=row.source,
                entity=row.entity,
                reason=row.reason or "",
                position=row.position,
                count=row.waiting,
                recorded_at=datetime.fromisoformat(row.recorded_at),
            )
            for row in connection.execute(self._mine(query))
        ]

    def facts(self, connection: sa.Connection, source: str, entity: str) -> list[ParkedFact]:
        """The facts of an entity, in order. Raises `EntityNotParked` when there are none."""
        query = (
            self._mine(sa.select(parked_facts))
            .where(parked_facts.c.source == source, parked_facts.c.entity == entity)
            .order_by(parked_facts.c.position)
        )
        found = [
            ParkedFact(
                source=row.source,
                entity=row.entity,
                position=row.position,
                sequence=row.sequence,
                headers=msgspec.json.decode(row.headers),
                body=row.body,
                reason=row.reason,
                recorded_at=datetime.fromisoformat(row.recorded_at),
            )
            for row in connection.execute(query)
        ]
        if not found:
            raise EntityNotParked(self.reader, source, entity)
        return found

    def release(self, connection: sa.Connection, source: str, positions: Sequence[int]) -> None:
        """These facts wait no longer: they took effect, or were given up."""
        statement = sa.delete(parked_facts).where(
            parked_facts.c.reader == self.reader,
            parked_facts.c.source == source,
            parked_facts.c.position == sa.bindparam("released"),
        )
        if positions:
            connection.execute(statement, [{"released": position} for position in positions])

    def forget(self, connection: sa.Connection) -> None:
        """The reader starts again from the first fact."""
        connection.execute(sa.delete(parked_facts).where(parked_facts.c.reader == self.reader))

    def _mine(self, query: sa.Select[Any]) -> sa.Select[Any]:
        return query.where(parked_facts.c.reader == self.reader)


def key_of(fact: Envelope) -> Key:
    return (fact.source, storable(fact.subject))


def reason_of(error: Exception) -> str:
    return storable(f"{type(error).__name__}: {error}")


def unreadable(fact: Envelope) -> str | None:
    """Why the fact cannot be decoded; none when it can."""
    return fact.data.reason if isinstance(fact.data, UnreadableFact) else None


def storable(text: str) -> str:
    """Text that every database takes: what is poisonous in it must not poison the parking."""
    return (
        text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        .encode(errors="replace")
        .decode()[:LONGEST_REASON]
    )
