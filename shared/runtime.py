"""A running service: store, relay, feeds and policies on one event loop, and how they fare.

It starts without waiting for anything: while its store or NATS is away it answers, says what is
missing, and keeps trying.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
import structlog
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from shared.messaging.control import Control, Verb
from shared.messaging.log import ConfigurationDrift, check_stream, connect
from shared.messaging.relay import Relay
from shared.operations.relay import relay_verbs
from shared.operations.store import store_verbs
from shared.tasks import end
from shared.telemetry.readiness import ReaderState, Readiness
from shared.telemetry.standing import Standing, ask

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from nats.aio.client import Client

    from shared.access import Tokens
    from shared.continuity import Positions
    from shared.contracts import Fact
    from shared.eventstore import Commands
    from shared.readmodel import Copies

log = structlog.get_logger()

RETRY_SECONDS = 0.5
STORE_PATIENCE_SECONDS = 3.0


class Reader(Protocol):
    """Something that follows the log: a projection, or a policy."""

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

    def prepare(self) -> None: ...

    async def run(self, client: Client) -> None: ...

    def lag_seconds(self) -> float: ...


class Task(Protocol):
    """Something of a service's own that runs beside the rest, given the NATS connection."""

    async def run(self, client: Client) -> None: ...


@dataclass
class Runtime:
    """The parts of one service. A service without `commands` only reads the log."""

    name: str
    nats_url: str
    tokens: Tokens
    commands_or_none: Commands | None
    to_fact: Callable[[Any], Fact] | None
    read_models: Sequence[Copies] = ()
    policies: Sequence[Reader] = ()
    tasks: Sequence[Task] = ()
    opened: bool = field(default=False, init=False)
    _client: Client | None = field(default=None, init=False)
    _relay: Relay | None = field(default=None, init=False)
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _waiting_for: str | None = field(default="store", init=False)

    @property
    def commands(self) -> Commands:
        if self.commands_or_none is None:
            raise RuntimeError(f"{self.name} has no event store")
        return self.commands_or_none

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run everything until the block ends."""
        self._start(self._run())
        try:
            yield
        finally:
            await end(self._running)
            if self._client is not None:
                await self._client.close()
            if self.commands_or_none is not None:
                await asyncio.to_thread(self.commands_or_none.close)
            for model in self.read_models:
                await asyncio.to_thread(model.close)

    async def standing(self) -> Standing:
        """How far everything is, asked of the store and the stream now."""
        application = None if self.commands_or_none is None else self.commands.application
        readers: list[Reader] = []
        if self.opened:
            readers = [*self.read_models, *self.policies]
        return await ask(self.name, application, self._client, readers)

    async def readiness(self) -> Readiness:
        """How the service stands, asked now; never waits longer than a store may take."""
        missing: list[str] = []
        store_head: int | None = None
        epoch: str | None = None
        if self.commands_or_none is not None:
            recorder = self.commands_or_none.application.event_recorder
            try:
                async with asyncio.timeout(STORE_PATIENCE_SECONDS):
                    store_head = await recorder.database.run(recorder.head)
                epoch = recorder.epoch
            except (sa.exc.SQLAlchemyError, TimeoutError) as error:
                missing.append(f"store: {type(error).__name__}")
        if self._waiting_for is not None:
            missing.append(self._waiting_for)
        if self._client is None or not self._client.is_connected:
            missing.append("nats: not connected")
        if self._relay is not None and self._relay.stopped is not None:
            missing.append(f"relay: {self._relay.stopped}")
        readers = self.states()
        missing += [f"{r.name}: {r.stopped}" for r in readers if r.stopped is not None]
        missing += [f"{r.name}: {reason}" for r in readers for reason in r.blocked.values()]
        return Readiness(
            service=self.name,
            ready=not missing,
            missing=missing,
            store_head=store_head,
            stream_head=None if self._relay is None else self._relay.head.position,
            epoch=epoch,
            readers=readers,
        )

    def states(self) -> list[ReaderState]:
        """What every reader says of itself."""
        return [self._state(reader) for reader in (*self.read_models, *self.policies)]

    @staticmethod
    def _state(reader: Reader) -> ReaderState:
        positions = reader.positions
        return ReaderState(
            name=reader.name,
            listens_to=reader.sources,
            sequence=positions.sequence,
            sources={source: at.position for source, at in positions.sources.items()},
            stopped=reader.stopped,
            blocked=positions.blocked,
            parked=reader.parked_count,
            oldest_unprocessed_seconds=round(reader.lag_seconds(), 3),
        )

    async def _run(self) -> None:
        await self._until_it_works("store", self._open)
        self.opened = True
        await self._until_it_works("nats", self._connect)
        await self._until_it_works("stream", self._check_stream)
        client = self._client
        if client is None:
            raise RuntimeError("connected without a connection")
        self._waiting_for = None
        if self.commands_or_none is not None and self.to_fact is not None:
            relay = Relay(client, self.name, self.commands.application, self.to_fact)
            self._relay = relay
            self.commands.after_commit.append(relay.wake)
            self._start(relay.run())
            self._start(Control(client, self.name, self._verbs(relay)).run())
        for work in (*self.read_models, *self.policies, *self.tasks):
            self._start(work.run(client))

    @staticmethod
    def _verbs(relay: Relay) -> list[Verb]:
        return [*relay_verbs(relay), *store_verbs(relay.translation)]

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.add(asyncio.create_task(work))

    async def _until_it_works(self, what: str, attempt: Callable[[], Any]) -> None:
        self._waiting_for = what
        self._waiting_for = what
        while True:
            try:
                await attempt()
            except (
                sa.exc.SQLAlchemyError,
                NatsError,
                NotFoundError,
                ConfigurationDrift,
                OSError,
                TimeoutError,
            ) as error:
                reason = f"{what}: {type(error).__name__}: {error}"
                if reason != self._waiting_for:
                    log.warning("waiting", service=self.name, reason=reason)
                self._waiting_for = reason
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _open(self) -> None:
        if self.commands_or_none is not None:
            await asyncio.to_thread(self.commands_or_none.prepare)
        for reader in (*self.policies, *self.read_models):
            await asyncio.to_thread(reader.prepare)

    async def _connect(self) -> None:
        self._client = await connect(self.nats_url, self.name)

    async def _check_stream(self) -> None:
        if self._client is not None:
            await check_stream(self._client.jetstream())
