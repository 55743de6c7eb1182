"""How a service stands: asked of its store and of the stream at this moment, never remembered.

What does not answer in time is named and its numbers are left out: a lag that nobody could
measure is not a lag of 0.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from shared.messaging.log import STREAM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nats.aio.client import Client
    from nats.js import JetStreamContext
    from nats.js.api import RawStreamMsg

    from shared.continuity import Positions
    from shared.eventstore import EventSourcedApplication

STORE_PATIENCE_SECONDS = 3.0
STREAM_PATIENCE_SECONDS = 2.0


class Reader(Protocol):
    """A read model or a policy, as far as its standing goes."""

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def positions(self) -> Positions: ...


@dataclass(frozen=True)
class SourceStanding:
    """How far a reader is with one source. `behind` counts the facts it has not taken."""

    position: int
    behind: int
    oldest_unread_seconds: float


@dataclass(frozen=True)
class Unpublished:
    """Events of the store that are not in the stream."""

    count: int
    oldest_seconds: float


@dataclass(frozen=True)
class Standing:
    """One moment of one service. What could not be asked is none, and `missing` says why.

    `stream_heads` has the last position in the stream of every source the service knows of;
    `readers` has every reader by name with its sources, or is empty without the stream.
    """

    store_head: int | None = None
    stream_heads: Mapping[str, int] | None = None
    unpublished: Unpublished | None = None
    readers: Mapping[str, Mapping[str, SourceStanding]] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Asking:
    """One round of questions; each part may take so long, and no longer."""

    missing: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, part: str, seconds: float) -> AsyncIterator[None]:
        """Questions to one part: what keeps it from answering is noted, and they are over."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except (sa.exc.SQLAlchemyError, NatsError, NotFoundError, OSError) as error:
            # An empty text of an error would leave only a colon behind its name.
            self.missing[part] = f"{type(error).__name__}: {error}".removesuffix(": ")


async def ask(
    service: str,
    application: EventSourcedApplication | None,
    client: Client | None,
    readers: Sequence[Reader],
) -> Standing:
    """Ask the store and the stream, at once."""
    asking = _Asking()
    sources = {source for reader in readers for source in reader.sources}
    if application is not None:
        sources.add(service)
    store_head, (heads, standings) = await asyncio.gather(
        _store_head(asking, application), _stream(asking, client, sources, readers)
    )
    unpublished: Unpublished | None = None
    if application is not None and store_head is not None and heads is not None:
        async with asking.of("store", STORE_PATIENCE_SECONDS):
            unpublished = await _unpublished(application, store_head, heads[service])
    return Standing(store_head, heads, unpublished, standings, asking.missing)


async def _store_head(
    asking: _Asking, application: EventSourcedApplication | None
) -> int | None:
    if application is not None:
        recorder = application.event_recorder
        async with asking.of("store", STORE_PATIENCE_SECONDS):
            return await recorder.database.run(recorder.head)
    return None


async def _stream(
    asking: _Asking, client: Client | None, sources: Iterable[str], readers: Sequence[Reader]
) -> tuple[dict[str, int] | None, dict[str, dict[str, SourceStanding]]]:
    if client is None or not client.is_connected:
        asking.missing["nats"] = "not connected"
        return None, {}
    js = client.jetstream(timeout=STREAM_PATIENCE_SECONDS)
    async with asking.of("stream", STREAM_PATIENCE_SECONDS):
        # The heads first: what is published while somebody reads is not yet a lag.
        heads = await _stream_heads(js, sources)
        return heads, {each.name: await _standing_of(js, each, heads) for each in readers}
    if not client.is_connected:
        # It went away while it was asked: that is the reason, not the stream's silence.
        del asking.missing["stream"]
        asking.missing["nats"] = "not connected"
    return None, {}


async def _stream_heads(js: JetStreamContext, sources: Iterable[str]) -> dict[str, int]:
    ordered = sorted(sources)
    heads = await asyncio.gather(*(_stream_head(js, source) for source in ordered))
    return dict(zip(ordered, heads, strict=True))


async def _stream_head(js: JetStreamContext, source: str) -> int:
    try:
        last = await js.get_last_msg(STREAM, f"thidua.{source}.>")
    except NotFoundError:
        # The stream itself has to be there.
        await js.stream_info(STREAM)
        return 0
    return int((last.headers or {})["thidua-position"])


async def _standing_of(
    js: JetStreamContext, reader: Reader, heads: Mapping[str, int]
) -> dict[str, SourceStanding]:
    at = reader.positions
    standing = {}
    for source in reader.sources:
        behind = max(0, heads[source] - at.position(source))
        age = await _age_of_oldest_unread(js, source, at) if behind else 0.0
        standing[source] = SourceStanding(at.position(source), behind, age)
    return standing


async def _age_of_oldest_unread(js: JetStreamContext, source: str, at: Positions) -> float:
    after = at.sequence
    if source in at.blocked:
        # The reader went on with its other sources; what it left out lies behind it.
        after = await _last_read(js, source, at)
    found = await _next(js, source, after)
    if found is None:
        return 0.0
    return _age(datetime.fromisoformat((found.headers or {})["ce-time"]))


async def _last_read(js: JetStreamContext, source: str, at: Positions) -> int:
    """Behind which place in the stream the facts of a source begin that were not read.

    Found by halving: but for spans that were published again, positions only grow.
    """
    known, low, high = at.position(source), 0, at.sequence
    while low < high:
        middle = (low + high) // 2
        found = await _next(js, source, middle)
        if found is None or int((found.headers or {})["thidua-position"]) > known:
            high = middle
        else:
            low = found.seq or middle + 1
    return low


async def _next(js: JetStreamContext, source: str, after: int) -> RawStreamMsg | None:
    """The first fact of a source behind a place in the stream."""
    try:
        return await js.get_msg(STREAM, seq=after + 1, subject=f"thidua.{source}.>", next=True)
    except NotFoundError:
        return None


async def _unpublished(
    application: EventSourcedApplication, store_head: int, stream_head: int
) -> Unpublished:
    count = max(0, store_head - stream_head)
    if count == 0:
        return Unpublished(0, 0.0)
    recorder = application.event_recorder

    def oldest() -> float:
        event: Any = application.mapper.to_domain_event(
            recorder.select_after(stream_head, 1)[0]
        )
        return _age(event.timestamp)

    return Unpublished(count, await recorder.database.run(oldest))


def _age(recorded: datetime) -> float:
    return max(0.0, (datetime.now(UTC) - recorded).total_seconds())
