"""Health that cannot lie: judged by what the store and the stream say when it is asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import structlog

from shared.telemetry import standing
from shared.telemetry.heart import Heart
from shared.telemetry.readiness import ReaderState, Readiness
from shared.telemetry.stillness import Stillness, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.client import Client

    from shared.continuity import Positions
    from shared.eventstore import EventSourcedApplication
    from shared.telemetry.standing import Standing

log = structlog.get_logger()

WATCH_SECONDS = 5.0


class Reader(Protocol):
    """What is looked at of something that follows the log."""

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def stopped(self) -> str | None: ...

    @property
    def positions(self) -> Positions: ...

    @property
    def parked_count(self) -> int: ...

    @property
    def stands_by(self) -> bool:
        """Whether another process runs it, which alone knows how far it is."""

    @property
    def place(self) -> int:
        """Where in the stream it stands, to see whether it moves."""

    def lag_seconds(self) -> float: ...

    async def stored_positions(self) -> Positions: ...


class Service(Protocol):
    """What is looked at of a running service. `waits_for` says what it lacks to be started."""

    @property
    def name(self) -> str: ...

    @property
    def application(self) -> EventSourcedApplication | None: ...

    @property
    def client(self) -> Client | None: ...

    @property
    def readers(self) -> Sequence[Reader]: ...

    @property
    def opened(self) -> bool: ...

    @property
    def waits_for(self) -> str | None: ...

    @property
    def relay_stopped(self) -> str | None: ...


@dataclass
class Health:
    """Asks a service's store and stream, and remembers since when anything stands still."""

    service: Service
    heart: Heart = field(default_factory=Heart)
    _stillness: Stillness = field(default_factory=Stillness)

    async def watch(self) -> None:
        """Look regularly, so that one who asks once is told of what froze before."""
        while True:
            frozen = self._frozen(await self.standing())
            for name, reason in frozen.items():
                log.error("frozen", who=name, reason=reason)
            await asyncio.sleep(WATCH_SECONDS)

    async def standing(self) -> Standing:
        """How far everything is, asked of the store and the stream now."""
        service = self.service
        readers = [
            reader for reader in service.readers if service.opened and not reader.stands_by
        ]
        return await standing.ask(service.name, service.application, service.client, readers)

    async def readiness(self) -> Readiness:
        """Whether the service is ready now; never waits longer than its parts may take."""
        service = self.service
        found = await self.standing()
        readers = self.states(found)
        missing = [f"{part}: {reason}" for part, reason in found.missing.items()]
        if service.waits_for is not None:
            missing.append(service.waits_for)
        if service.relay_stopped is not None:
            missing.append(f"relay: {service.relay_stopped}")
        missing += [f"{r.name}: {r.stopped}" for r in readers if r.stopped is not None]
        missing += [f"{r.name}: {reason}" for r in readers for reason in r.blocked.values()]
        missing += [f"{name}: {reason}" for name, reason in self._frozen(found).items()]
        heads = found.stream_heads or {}
        application = service.application
        return Readiness(
            service=service.name,
            ready=not missing,
            missing=missing,
            store_head=found.store_head,
            stream_head=None if application is None else heads.get(service.name),
            epoch=None if application is None else application.event_recorder.epoch or None,
            readers=readers,
        )

    def states(self, found: Standing) -> list[ReaderState]:
        """How every reader stands, by its own word and by the stream's."""
        return [_state(reader, found) for reader in self.service.readers]

    def _frozen(self, found: Standing) -> dict[str, str]:
        works = {}
        if found.unpublished is not None and found.stream_heads is not None:
            head = found.stream_heads[self.service.name]
            works["relay"] = Work(head, head, found.unpublished.count)
        for reader in self.service.readers:
            standing = found.readers.get(reader.name)
            if standing is None:
                continue
            blocked = standing.positions.blocked
            waiting = sum(
                each.behind
                for source, each in standing.sources.items()
                if source not in blocked
            )
            # Whoever moves it, here or in another process, it is not frozen; nor is it while a
            # new copy of it is filled that will answer in its place.
            place = standing.positions.sequence + reader.place
            works[reader.name] = Work(standing.positions.sequence, place, waiting)
        return self._stillness.frozen(works, monotonic())


def _state(reader: Reader, found: Standing) -> ReaderState:
    standing = found.readers.get(reader.name)
    positions = reader.positions if standing is None else standing.positions
    asked = {} if standing is None else standing.sources
    oldest = max((each.oldest_unread_seconds for each in asked.values()), default=0.0)
    return ReaderState(
        name=reader.name,
        listens_to=reader.sources,
        sequence=positions.sequence,
        sources={source: at.position for source, at in positions.sources.items()},
        behind=None if not asked else {source: each.behind for source, each in asked.items()},
        stopped=reader.stopped,
        blocked=positions.blocked,
        parked=reader.parked_count,
        oldest_unprocessed_seconds=round(max(oldest, reader.lag_seconds()), 3),
    )
