"""Policies: a fact comes in, commands go out, each fact exactly once in effect.

FastStream carries the messages; the policy's position is stored in the transaction of the
commands it gave, so a redelivered fact is recognised and a missed one is noticed.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.annotations import NatsMessage
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from shared.continuity import CannotFollow
from shared.contracts import Envelope, NotAFact
from shared.crashpoints import CrashPoint, reach
from shared.messaging.answering import Answering
from shared.messaging.healing import Healing
from shared.messaging.log import STREAM, SUBJECTS, declared_consumer, ensure_consumer
from shared.messaging.turn import OutOfTurn, delivery_out, in_turn, next_sequence, passed_by
from shared.telemetry.messaging import delivered, passed_over, processing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.client import JetStreamContext

log = structlog.get_logger()

PULL_SECONDS = 5.0
RETRY_SECONDS = 1.0
WATCH_SECONDS = 2.0


@dataclass(kw_only=True)
class Policy(Answering):
    """Answers facts of `sources`, one after the other, as the log has them.

    A fact that cannot be answered is parked with all later ones of its entity. A source with a
    gap is blocked while the others go on, and its relay is asked for what is missing. `stopped`
    says why nothing moves: a store or a server that is away, a configuration that differs.
    """

    service: str
    nats_url: str
    sources: tuple[str, ...]
    stopped: str | None = field(default="not started", init=False)
    _waiting: datetime | None = field(default=None, init=False)
    _out_of_turn: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _js: JetStreamContext | None = field(default=None, init=False)
    _read_upto: int = field(default=0, init=False)

    @property
    def place(self) -> int:
        """Where in the stream it stands."""
        return self.positions.sequence

    async def run(self, client: Client) -> None:
        """Follow the log until cancelled."""
        healing = Healing(client, self.name)
        self._js = client.jetstream()
        while True:
            broker = self._broker()
            try:
                await self._place_consumer(self._js)
                self._out_of_turn.clear()
                async with _started(broker):
                    self.stopped = None
                    await self._watch(client, healing)
            except Exception as error:  # noqa: BLE001 (stand still and say why, then try again)
                self._stop(error)
            await asyncio.sleep(RETRY_SECONDS)

    def lag_seconds(self) -> float:
        """Age of the fact at hand that has not taken effect; 0 when there is none."""
        if self._waiting is None:
            return 0.0
        return (datetime.now(UTC) - self._waiting).total_seconds()

    def _broker(self) -> NatsBroker:
        broker = NatsBroker(
            self.nats_url,
            name=f"{self.service}-policies",
            inbox_prefix=f"_INBOX_{self.service}".encode(),
            error_cb=self._on_error,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            graceful_timeout=5,
            logger=None,
        )
        subscribe = broker.subscriber(
            SUBJECTS,
            stream=JStream(STREAM, declare=False),
            durable=self.name,
            pull_sub=PullSub(batch_size=1, timeout=PULL_SECONDS),
            ack_policy=AckPolicy.MANUAL,
            # The connection's prefix is not the subscription's: without this one its messages
            # go to an inbox that the service's own user may not read.
            inbox_prefix=f"_INBOX_{self.service}.".encode(),
            decoder=_undecoded,
            title=self.name,
        )
        subscribe(self._on_fact)
        return broker

    async def _on_error(self, error: Exception) -> None:
        if "permissions violation" in str(error):
            # The server says so once and sends nothing; asking on would look like silence.
            self._stop(error)

    async def _on_fact(self, message: NatsMessage) -> None:
        raw: Any = message.raw_message
        sequence = raw.metadata.sequence.stream
        delivered(self.name, [raw])
        try:
            fact = Envelope.receive(raw.headers or {}, raw.data, sequence=sequence)
        except NotAFact as error:
            log.warning("not_a_fact", sequence=sequence, reason=str(error))
            await message.ack()
            return
        self._waiting = fact.time
        passed_over(self.name, int(fact.position <= self.positions.position(fact.source)))
        try:
            with processing(self.name, [fact]):
                await self._answer(raw, fact)
        except OutOfTurn:
            self._out_of_turn.set()
            return
        except Exception as error:  # noqa: BLE001 (the fact stays; it is tried again)
            self._stop(error)
            await message.nack(delay=RETRY_SECONDS)
            return
        self.stopped = None
        self._waiting = None
        self._read_upto = sequence
        reach(CrashPoint.POLICY_BEFORE_ACK)
        await message.ack()

    async def _answer(self, raw: Msg, fact: Envelope) -> None:
        """Answer a fact, or block its source when the stream says that it is torn."""
        try:
            await self.commands.on_writer(lambda: self.take(fact), commits=True)
        except CannotFollow as error:
            if self._js is None or not await in_turn(
                self._js, self._read_upto, fact.source, [raw]
            ):
                log.info("policy_put_back", policy=self.name, reason=str(error))
                raise OutOfTurn(str(error)) from error
            blocking = {fact.source}
            await self.commands.on_writer(lambda: self.take(fact, blocking), commits=True)

    async def _place_consumer(self, js: JetStreamContext) -> None:
        start = await next_sequence(js, self.positions)
        self._read_upto = start - 1
        await ensure_consumer(js, declared_consumer(self.name, self.sources, 1), start)

    async def _watch(self, client: Client, healing: Healing) -> None:
        """Until the consumer has to be placed anew: FastStream would ask a lost one for ever.

        What the policy misses is asked for meanwhile.
        """
        js = client.jetstream()
        looked_back_from = -1
        unclaimed: int | None = None
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WATCH_SECONDS):
                    await self._out_of_turn.wait()
                return
            if not client.is_connected:
                continue
            try:
                await healing.tend(self.positions)
                info = await js.consumer_info(STREAM, self.name)
                out = delivery_out(info) if self._waiting is None else None
                before, unclaimed = unclaimed, out
                if unclaimed is not None and unclaimed == before:
                    log.warning("delivered_to_nobody", policy=self.name)
                    return
                idle = info.num_pending == 0
                if idle and looked_back_from != self.positions.sequence:
                    looked_back_from = self.positions.sequence
                    await self._look_back(js)
            except NotFoundError:
                log.warning("consumer_gone", policy=self.name)
                return
            except (TimeoutError, OSError):
                continue

    async def _look_back(self, js: JetStreamContext) -> None:
        """At the end of the stream, see that nothing was passed by without being taken."""
        positions = self.positions
        sources = [source for source in self.sources if source not in positions.blocked]
        for fact in await passed_by(js, positions, sources):
            await self.commands.on_writer(partial(self.pass_by, fact), commits=False)

    def _stop(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if reason != self.stopped:
            log.error("policy_stopped", policy=self.name, reason=reason)
        self.stopped = reason


@contextlib.asynccontextmanager
async def _started(broker: NatsBroker) -> AsyncIterator[None]:
    """Run a broker; its connection is closed at the end, also while the server is away.

    FastStream's own stop drains the connection, which a connection that is broken refuses; it
    would then go on for ever trying to connect.
    """
    connection = await broker.connect()
    try:
        await broker.start()
        yield
    finally:
        try:
            with contextlib.suppress(NatsError, TimeoutError):
                await broker.stop()
        finally:
            await connection.close()


async def _undecoded(message: NatsMessage) -> bytes:
    return message.body
