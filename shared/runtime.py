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

from shared.backup.snapshot import Snapshots
from shared.messaging.control import Control, Verb
from shared.messaging.history import History, LogAway
from shared.messaging.log import ConfigurationDrift, check_stream, connect, disconnect
from shared.messaging.relay import Relay
from shared.operations.parked import Parking
from shared.operations.verbs import publisher_verbs, reader_verbs
from shared.tasks import end
from shared.telemetry.health import Health

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from nats.aio.client import Client

    from shared.access import Tokens
    from shared.continuity import Positions
    from shared.contracts import Fact
    from shared.eventstore import Commands, EventSourcedApplication
    from shared.readmodel import Copies

log = structlog.get_logger()

RETRY_SECONDS = 0.5


class Reader(Parking, Protocol):
    """Something that follows the log: a projection, or a policy."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def stopped(self) -> str | None: ...

    @property
    def positions(self) -> Positions: ...

    @property
    def parked_count(self) -> int: ...

    @property
    def place(self) -> int: ...

    @property
    def stands_by(self) -> bool: ...

    def prepare(self) -> None: ...

    async def run(self, client: Client) -> None: ...

    def lag_seconds(self) -> float: ...

    async def stored_positions(self) -> Positions: ...


class Task(Protocol):
    """Something of a service's own that runs beside the rest, given the NATS connection."""

    async def run(self, client: Client) -> None: ...


@dataclass
class Runtime:
    """The parts of one service. A service without `commands` only reads the log.

    `verbs` are what an operator may ask of it beyond what every service answers.
    """

    name: str
    nats_url: str
    tokens: Tokens
    commands_or_none: Commands | None
    to_fact: Callable[[Any], Fact] | None
    read_models: Sequence[Copies] = ()
    policies: Sequence[Reader] = ()
    tasks: Sequence[Task] = ()
    verbs: Sequence[Verb] = ()
    opened: bool = field(default=False, init=False)
    _client: Client | None = field(default=None, init=False)
    _relay: Relay | None = field(default=None, init=False)
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _waiting_for: str | None = field(default="store", init=False)

    def __post_init__(self) -> None:
        self.health = Health(self)

    @property
    def history(self) -> History:
        """The log, to be read at any place. Raises `LogAway` while NATS is out of reach."""
        if self._client is None:
            raise LogAway("NATS is not connected; try again shortly")
        return History(self._client)

    @property
    def commands(self) -> Commands:
        if self.commands_or_none is None:
            raise RuntimeError(f"{self.name} has no event store")
        return self.commands_or_none

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run everything until the block ends."""
        self.health.heart.start()
        self._start(self.health.watch())
        self._start(self._run())
        try:
            yield
        finally:
            await end(self._running)
            await self.health.heart.stop()
            if self._client is not None:
                await disconnect(self._client)
            if self.commands_or_none is not None:
                await asyncio.to_thread(self.commands_or_none.close)
            for model in self.read_models:
                await asyncio.to_thread(model.close)

    # What health looks at.

    @property
    def application(self) -> EventSourcedApplication | None:
        return None if self.commands_or_none is None else self.commands_or_none.application

    @property
    def client(self) -> Client | None:
        return self._client

    @property
    def readers(self) -> Sequence[Reader]:
        return (*self.read_models, *self.policies)

    @property
    def waits_for(self) -> str | None:
        return self._waiting_for

    @property
    def relay_stopped(self) -> str | None:
        return None if self._relay is None else self._relay.stopped

    async def _run(self) -> None:
        await self._until_it_works("store", self._open)
        self.opened = True
        await self._until_it_works("nats", self._connect)
        await self._until_it_works("stream", self._check_stream)
        client = self._client
        if client is None:
            raise RuntimeError("connected without a connection")
        self._waiting_for = None
        of_readers = reader_verbs(self.read_models, self.policies, History(client))
        verbs = [*self.verbs, *of_readers]
        if self.commands_or_none is not None and self.to_fact is not None:
            relay = Relay(client, self.name, self.commands.application, self.to_fact)
            self._relay = relay
            self.commands.after_commit.append(relay.wake)
            self._start(relay.run())
            snapshots = Snapshots(self.commands.application.event_recorder.database)
            self._start(snapshots.run())
            verbs += publisher_verbs(relay, snapshots)
        self._start(Control(client, self.name, verbs).run())
        for work in (*self.read_models, *self.policies, *self.tasks):
            self._start(work.run(client))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.add(asyncio.create_task(work))

    async def _until_it_works(self, what: str, attempt: Callable[[], Any]) -> None:
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
