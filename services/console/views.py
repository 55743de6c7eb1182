"""Where the index of the log is kept, and the questions it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from services.console.projections import LoggedFact, envelope_of, logged
from services.console.timeline import FactUnknown, Stretch
from shared.contracts import SOURCES, Envelope
from shared.readmodel import Batch, Documents

if TYPE_CHECKING:
    from shared.readmodel import Copies

HEARTBEAT_SECONDS = 15.0

FACTS: Documents[LoggedFact] = Documents(
    "timeline_facts",
    LoggedFact,
    columns=[
        sa.Column("newest_first", sa.BigInteger(), index=True),
        sa.Column("name", sa.Text(), index=True),
        sa.Column("entity", sa.Text(), index=True),
    ],
    indexed=lambda entry: {
        "newest_first": -entry.sequence,
        "name": entry.name,
        "entity": entry.headers["ce-subject"],
    },
)


class TimelineIndex:
    """The projection `console-timeline`: one document for each fact of the log."""

    name = "console-timeline"
    version = 1
    sources = SOURCES
    documents: Sequence[Documents[Any]] = (FACTS,)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        for envelope in facts_in_order:
            batch.put(FACTS, envelope.id, logged(envelope))


@dataclass
class LogTimeline:
    """The whole log, for reading, from its index."""

    model: Copies

    async def latest(
        self, limit: int, before: int | None, entity: str | None, kind: str | None
    ) -> Stretch:
        columns = FACTS.table.c
        where: list[sa.ColumnElement[bool]] = []
        if before is not None:
            where.append(columns.newest_first > -before)
        if entity is not None:
            where.append(columns.entity == entity)
        if kind is not None:
            where.append(columns.name == kind)
        found = await self.model.ask(
            lambda connection: FACTS.find(
                connection, *where, order_by=[columns.newest_first], limit=limit + 1
            )
        )
        shown = found[:limit]
        more = len(found) > limit
        return Stretch(
            tuple(envelope_of(entry) for entry in shown), shown[-1].sequence if more else None
        )

    async def fact(self, fact_id: str) -> Envelope:
        entry = await self.model.ask(lambda connection: FACTS.get(connection, fact_id))
        if entry is None:
            raise FactUnknown(f"the log holds no fact {fact_id}")
        return envelope_of(entry)

    async def cited(self, fact_ids: Collection[str]) -> dict[str, Envelope]:
        where = FACTS.table.c.key.in_(fact_ids)
        found = await self.model.ask(lambda connection: FACTS.find(connection, where))
        return {fact.id: fact for fact in map(envelope_of, found)}

    async def first_of(self, entities: Collection[str]) -> dict[str, Envelope]:
        columns = FACTS.table.c
        # The newest come first, so the first fact of an entity has the highest number.
        oldest = (
            sa.select(sa.func.max(columns.newest_first))
            .where(columns.entity.in_(entities))
            .group_by(columns.entity)
        )
        where = columns.newest_first.in_(oldest)
        found = await self.model.ask(lambda connection: FACTS.find(connection, where))
        return {fact.subject: fact for fact in map(envelope_of, found)}

    @property
    def sequence(self) -> int:
        return self.model.positions.sequence

    async def arrivals(self, since: int | None = None) -> AsyncIterator[Sequence[Envelope]]:
        sequence = self.sequence if since is None else since
        while True:
            await self.model.wait_beyond(sequence, HEARTBEAT_SECONDS)
            if newer := await self._newer_than(sequence):
                sequence = newer[-1].sequence
                yield newer

    async def _newer_than(self, sequence: int) -> list[Envelope]:
        columns = FACTS.table.c
        newer = await self.model.ask(
            lambda connection: FACTS.find(
                connection,
                columns.newest_first < -sequence,
                order_by=[columns.newest_first.desc()],
            )
        )
        return [envelope_of(entry) for entry in newer]
