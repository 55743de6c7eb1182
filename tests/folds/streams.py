"""Streams that could have carried a history, and the documents a projection makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import uuid4

import msgspec
import sqlalchemy as sa

from services.awards.views.eligibility import Eligibility
from services.awards.views.register import Register
from services.bloc.views import Directory
from services.console.views import TimelineIndex
from services.covenant.views import Yearbook
from services.notify.views import Inbox
from shared.contracts import Envelope
from shared.database import Database
from shared.readmodel import Copies, Projection, ReadModel

PROJECTIONS: tuple[Projection, ...] = (
    Directory(),
    Yearbook(),
    Eligibility(),
    Register(),
    Inbox(),
    TimelineIndex(),
)
IN_MEMORY = "vfs=memdb&uri=true"
# Where a fact stands in the stream is what differs between two streams of one history.
PLACES = frozenset({"sequence", "newest_first"})

Documents = dict[tuple[str, str], dict[str, Any]]


def in_source_order(history: Mapping[str, Sequence[Envelope]]) -> list[Envelope]:
    """The plainest stream: one source after the other."""
    return numbered([fact for facts in history.values() for fact in facts])


def interleaved(history: Mapping[str, Sequence[Envelope]], chance: Random) -> list[Envelope]:
    """A stream of the same facts: the order within each source stays, nothing else does."""
    waiting = {source: list(facts) for source, facts in history.items() if facts}
    stream: list[Envelope] = []
    while waiting:
        source = chance.choice(sorted(waiting))
        stream.append(waiting[source].pop(0))
        if not waiting[source]:
            del waiting[source]
    return numbered(stream)


def repeated(stream: Sequence[Envelope], chance: Random) -> list[Envelope]:
    """The stream with spans of what was told before told again, as a healing relay does."""
    told: list[Envelope] = []
    for number, fact in enumerate(stream, start=1):
        told.append(fact)
        if chance.random() < 0.1:
            start = chance.randrange(number)
            again = [f for f in stream[start:number] if f.source == fact.source]
            told += again[: 1 + chance.randrange(10)]
    return numbered(told)


def numbered(facts: Sequence[Envelope]) -> list[Envelope]:
    return [
        msgspec.structs.replace(fact, sequence=sequence)
        for sequence, fact in enumerate(facts, start=1)
    ]


def split(stream: Sequence[Envelope], chance: Random, longest: int) -> list[list[Envelope]]:
    """Batches of any sizes; some are delivered twice, as after a lost acknowledgement."""
    batches: list[list[Envelope]] = []
    start = 0
    while start < len(stream):
        end = start + chance.randint(1, longest)
        batches += [list(stream[start:end])] * chance.choice((1, 1, 1, 2))
        start = end
    return batches


@contextmanager
def kept_in_memory(projection: Projection) -> Iterator[ReadModel]:
    address = f"sqlite:///file:%2F{uuid4().hex}?{IN_MEMORY}"
    model = ReadModel(Database(address, "folds"), projection)
    model.prepare()
    try:
        yield model
    finally:
        model.database.close()


def folded(projection: Projection, batches: Sequence[Sequence[Envelope]]) -> Documents:
    """What the projection keeps after these batches, as a service would have kept it."""
    with kept_in_memory(projection) as model:
        asyncio.run(receive(model, batches))
        return documents(model)


def folded_and_parked(
    projection: Projection, batches: Sequence[Sequence[Envelope]]
) -> tuple[Documents, dict[tuple[str, str], tuple[int, ...]]]:
    """What the projection keeps, and the positions that wait of each entity it has parked."""

    async def waiting(model: ReadModel) -> dict[tuple[str, str], tuple[int, ...]]:
        await receive(model, batches)
        return {
            (entity.source, entity.entity): tuple(
                fact.position for fact in await model.parked_facts(entity.source, entity.entity)
            )
            for entity in await model.parked()
        }

    with kept_in_memory(projection) as model:
        parked = asyncio.run(waiting(model))
        return documents(model), parked


async def receive(model: ReadModel, batches: Sequence[Sequence[Envelope]]) -> None:
    for batch in batches:
        heard = [fact for fact in batch if fact.source in model.sources]
        if heard:
            await model.receive(heard, heard[-1].sequence)


def documents(model: ReadModel | Copies) -> Documents:
    """Every document with its columns by table and key, but for places in the stream."""
    return model.query(
        lambda connection: {
            (kept.name, row["key"]): _without_places(dict(row))
            for kept in model.projection.documents
            for row in connection.execute(sa.select(kept.table)).mappings()
        }
    )


def _without_places(row: Mapping[Any, Any]) -> dict[str, Any]:
    columns = {**row, "body": msgspec.json.decode(row["body"])}
    for place in PLACES:
        columns.pop(place, None)
        columns["body"].pop(place, None)
    return columns
