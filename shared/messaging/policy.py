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
from faststream.nats.annotations import NatsMessage
from nats.js.errors import NotFoundError

from shared.continuity import CannotFollow
from shared.contracts import Envelope, NotAFact
from shared.crashpoints import CrashPoint, reach
from shared.lease import Lease
from shared.messaging.answering import Answering
from shared.messaging.broker import policy_broker, started
from shared.messaging.healing import Healing
from shared.messaging.log import STREAM, declared_consumer, ensure_consumer
from shared.messaging.turn import OutOfTurn, delivery_out, in_turn, next_sequence, passed_by
from shared.tasks import to_its_end
from shared.telemetry.messaging import delivered, passed_over, processing

if TYPE_CHECKING:
    from collections.abc import Callable

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.api import ConsumerConfig
    from nats.js.client import JetStreamContext

log = structlog.get_logger()

RETRY_SECONDS = 1.0
WATCH_SECONDS = 2.0


@dataclass(kw_only=True)
class Policy(Answering):
    """Answers facts of `sources`, one after the other, as the log has them.

    Of several replicas of the service one runs it, the others stand by.

    A fact that cannot be answered is parked with all later ones of its entity. A source with a
    gap is blocked while the others go on, and its relay is asked for what is missing. `stopped`
    says why nothing moves: a store or a server that is away, a configuration that differs;
    `stands_by` that another replica moves it.
    """

    service: str
    nats_url: str
    sources: tuple[str, ...]
    stopped: str | None = field(default="not started", init=False)
    stands_by: bool = field(default=False, init=False)
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
        lease = Lease(self.commands.application.event_recorder.database, self.name)
        try:
            while True:
                try:
                    self.stands_by = not await self._is_to_run(lease)
                    if self.stands_by:
                        self.stopped = None
                    else:
                        await self._follow(client, healing, lease)
                except Exception as error:  # noqa: BLE001 (stand still and say why, then try again)
                    self._stop(error)
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            lease.let_go()

    async def _is_to_run(self, lease: Lease) -> bool:
        """Whether this process runs the policy; what another one did is learnt by the way."""
        held = await to_its_end(self._on_thread(lease.hold))
        await self.commands.on_writer(self.catch_up, commits=False)
        return held

    async def _on_thread(self, work: Callable[[], bool]) -> bool:
        return await self.commands.application.event_recorder.database.run(work)

    async def _follow(self, client: Client, healing: Healing, lease: Lease) -> None:
        js = client.jetstream()
        self._js = js
        await self._place_consumer(js)
        self._out_of_turn.clear()
        broker = policy_broker(
            self.service, self.nats_url, self._consumer, self._on_fact, self._on_error
        )
        async with started(broker):
            self.stopped = None
            await self._watch(client, healing, lease)

    def lag_seconds(self) -> float:
        """Age of the fact at hand that has not taken effect; 0 when there is none."""
        if self._waiting is None:
            return 0.0
        return (datetime.now(UTC) - self._waiting).total_seconds()

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
        await ensure_consumer(js, self._consumer, start)

    @property
    def _consumer(self) -> ConsumerConfig:
        return declared_consumer(self.name, self.sources, 1)

    async def _watch(self, client: Client, healing: Healing, lease: Lease) -> None:
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
            if not await to_its_end(self._on_thread(lease.hold)):
                log.warning("lease_lost", policy=self.name)
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
