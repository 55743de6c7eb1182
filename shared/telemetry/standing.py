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

from shared.contracts import NotAFact
from shared.messaging.history import History, LogAway

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nats.aio.client import Client

    from shared.continuity import Positions
    from shared.contracts import Envelope
    from shared.eventstore import EventSourcedApplication

STORE_PATIENCE_SECONDS = 3.0
STREAM_PATIENCE_SECONDS = 2.0
# What a part that is away, or holds what is no fact, answers with.
NO_ANSWER = (
    sa.exc.SQLAlchemyError,
    NatsError,
    LogAway,
    NotAFact,
    OSError,
    KeyError,
    ValueError,
)


class Reader(Protocol):
    """A read model or a policy, as far as its standing goes."""

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    async def stored_positions(self) -> Positions:
        """How far it came, read from where it is kept: another process may run it."""


@dataclass(frozen=True)
class SourceStanding:
    """How far a reader is with one source. `behind` counts the facts it has not taken."""

    position: int
    behind: int
    oldest_unread_seconds: float


@dataclass(frozen=True)
class ReaderStanding:
    """How far a reader is."""

    positions: Positions
    sources: Mapping[str, SourceStanding]


@dataclass(frozen=True)
class Unpublished:
    """Events of the store that are not in the stream."""

    count: int
    oldest_seconds: float


@dataclass(frozen=True)
class Standing:
    """One moment of one service. What could not be asked is none, and `missing` says why.

    `stream_heads` has the last position in the stream of every source the service knows of;
    `readers` has every reader that could be asked, and is empty without the stream.
    """

    store_head: int | None = None
    stream_heads: Mapping[str, int] | None = None
    unpublished: Unpublished | None = None
    readers: Mapping[str, ReaderStanding] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)


async def ask(
    service: str,
    application: EventSourcedApplication | None,
    client: Client | None,
    readers: Sequence[Reader],
) -> Standing:
    """Ask the store and the stream at once, then the readers."""
    asking = _Asking()
    sources = {source for reader in readers for source in reader.sources}
    if application is not None:
        sources.add(service)
    history = None if client is None or not client.is_connected else History(client)
    store_head, heads = await asyncio.gather(
        _store_head(asking, application), _stream_heads(asking, history, sources)
    )
    if history is None or heads is None:
        return Standing(store_head, missing=asking.missing)
    unpublished: Unpublished | None = None
    if application is not None and store_head is not None:
        async with asking.of("store", STORE_PATIENCE_SECONDS):
            unpublished = await _unpublished(application, store_head, heads[service])
    # After the heads: what is published while somebody reads is not yet a lag.
    standings = await asyncio.gather(
        *(_standing_of(asking, history, reader, heads) for reader in readers)
    )
    found = {
        reader.name: standing
        for reader, standing in zip(readers, standings, strict=True)
        if standing is not None
    }
    return Standing(store_head, heads, unpublished, found, asking.missing)


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
        except NO_ANSWER as error:
            # Everybody may read this: what a database says may name its host and user.
            said = "" if isinstance(error, sa.exc.SQLAlchemyError) else str(error)
            self.missing[part] = f"{type(error).__name__}: {said}".removesuffix(": ")


async def _store_head(
    asking: _Asking, application: EventSourcedApplication | None
) -> int | None:
    if application is not None:
        recorder = application.event_recorder
        async with asking.of("store", STORE_PATIENCE_SECONDS):
            return await recorder.database.run(recorder.head)
    return None


async def _stream_heads(
    asking: _Asking, history: History | None, sources: Iterable[str]
) -> dict[str, int] | None:
    if history is not None:
        async with asking.of("stream", STREAM_PATIENCE_SECONDS):
            found = await history.head(sorted(sources))
            return {source: found.position(source) for source in sources}
        if history.client.is_connected:
            return None
        # It went away while it was asked: that is the reason, not the stream's silence.
        del asking.missing["stream"]
    asking.missing["nats"] = "not connected"
    return None


async def _standing_of(
    asking: _Asking, history: History, reader: Reader, heads: Mapping[str, int]
) -> ReaderStanding | None:
    async with asking.of(reader.name, STORE_PATIENCE_SECONDS):
        at = await reader.stored_positions()
        sources = {}
        for source in reader.sources:
            behind = max(0, heads[source] - at.position(source))
            age = await _age_of_oldest_unread(history, source, at) if behind else 0.0
            sources[source] = SourceStanding(at.position(source), behind, age)
        return ReaderStanding(at, sources)
    return None


async def _age_of_oldest_unread(history: History, source: str, at: Positions) -> float:
    if source in at.blocked:
        # The reader went on with its other sources; what it left out lies behind it.
        oldest = await _oldest_left_out(history, source, at)
    else:
        oldest = await history.first_from(at.sequence + 1, source)
    return 0.0 if oldest is None else _age(oldest.time)


async def _oldest_left_out(history: History, source: str, at: Positions) -> Envelope | None:
    """The first fact of a source behind the position where it was blocked.

    Found by halving: but for spans that were published again, positions only grow.
    """
    known, low, high = at.position(source), 1, at.sequence + 1
    while low < high:
        middle = (low + high) // 2
        found = await history.first_from(middle, source)
        if found is None or found.position > known:
            high = middle
        else:
            low = found.sequence + 1
    return await history.first_from(low, source)


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
