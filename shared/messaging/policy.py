"""Policies: a fact comes in, commands go out, each fact exactly once in effect.

FastStream carries the messages; the policy's position is stored in the transaction of the
commands it gave, so a redelivered fact is recognised and a missed one is noticed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.annotations import NatsMessage
from nats.js.errors import NotFoundError

from shared.continuity import NOWHERE, Positions, SourcePosition
from shared.contracts import Envelope
from shared.crashpoints import CrashPoint, reach
from shared.eventstore import Attribution, Commands
from shared.eventstore.codec import attributed_to
from shared.messaging.log import STREAM, SUBJECTS, declared_consumer, ensure_consumer
from shared.messaging.turn import next_sequence
from shared.telemetry.messaging import delivered, processing
from shared.telemetry.traces import traceparent_here

if TYPE_CHECKING:
    from nats.aio.client import Client

log = structlog.get_logger()

PULL_SECONDS = 5.0
RETRY_SECONDS = 1.0
WATCH_SECONDS = 2.0
# A fact that changes nothing moves the position in memory only; every so many it is stored.
STORE_EVERY = 200

metadata = sa.MetaData()

policy_positions = sa.Table(
    "policy_positions",
    metadata,
    sa.Column("policy", sa.Text(), primary_key=True),
    sa.Column("source", sa.Text(), primary_key=True),
    sa.Column("epoch", sa.Text(), nullable=False),
    sa.Column("position", sa.BigInteger(), nullable=False),
    sa.Column("sequence", sa.BigInteger(), nullable=False),
)

UseCase = Callable[[], object]


@dataclass
class Policy:
    """Answers facts of `sources` with the use cases that `react` names.

    `react` is pure: it says what to do and does nothing. Its use cases run in one
    transaction, attributed to the policy, caused by the fact. One that is refused stops the
    policy at this fact; it says why and tries again.
    """

    name: str
    service: str
    nats_url: str
    sources: tuple[str, ...]
    commands: Commands
    react: Callable[[Envelope], Sequence[UseCase]]
    stopped: str | None = "not started"
    positions: Positions = NOWHERE
    parked_count: int = 0
    _stored: Positions = field(default=NOWHERE, init=False)
    _waiting: datetime | None = field(default=None, init=False)

    def prepare(self) -> None:
        """Create what is missing and read the position; blocks."""
        database = self.commands.application.event_recorder.database
        database.create(metadata)
        query = sa.select(policy_positions).where(policy_positions.c.policy == self.name)
        with database.read() as connection:
            rows = connection.execute(query).all()
        self.positions = self._stored = Positions(
            max((row.sequence for row in rows), default=0),
            {row.source: SourcePosition(row.epoch, row.position) for row in rows},
        )

    async def run(self, client: Client) -> None:
        """Follow the log until cancelled."""
        while True:
            broker = self._broker()
            try:
                await self._place_consumer(client)
                await broker.start()
                self.stopped = None
                await self._watch(client)
            except Exception as error:  # noqa: BLE001 (stand still and say why, then try again)
                self._stop(error)
            finally:
                with contextlib.suppress(Exception):
                    await broker.stop()
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
        fact = Envelope.read(raw.headers or {}, raw.data, sequence=raw.metadata.sequence.stream)
        self._waiting = fact.time
        delivered(self.name, [raw])
        try:
            with processing(self.name, [fact]):
                await self.commands.on_writer(lambda: self._take(fact), commits=True)
        except Exception as error:  # noqa: BLE001 (the fact stays; it is tried again)
            self._stop(error)
            await message.nack(delay=RETRY_SECONDS)
            return
        self.stopped = None
        self._waiting = None
        reach(CrashPoint.POLICY_BEFORE_ACK)
        await message.ack()

    def _take(self, fact: Envelope) -> None:
        fresh, advanced = self.positions.advance([fact], fact.sequence)
        use_cases = [use_case for new in fresh for use_case in self.react(new)]
        if use_cases or advanced.sequence - self._stored.sequence >= STORE_EVERY:
            attributed_to.set(
                Attribution(
                    actor=f"policy:{self.name}",
                    correlation=fact.correlation,
                    causation=fact.id,
                    traceparent=traceparent_here(fact.traceparent),
                )
            )
            application = self.commands.application
            with application.unit_of_work():
                application.also(lambda connection, _: self._store(connection, advanced))
                for use_case in use_cases:
                    use_case()
            self._stored = advanced
        self.positions = advanced

    def _store(self, connection: sa.Connection, positions: Positions) -> None:
        rows = [
            {
                "policy": self.name,
                "source": source,
                "epoch": at.epoch,
                "position": at.position,
                "sequence": positions.sequence,
            }
            for source, at in positions.sources.items()
        ]
        database = self.commands.application.event_recorder.database
        database.upsert(policy_positions, rows, connection)

    async def _place_consumer(self, client: Client) -> None:
        js = client.jetstream()
        start = await next_sequence(js, self.positions)
        await ensure_consumer(js, declared_consumer(self.name, self.sources, 1), start)

    async def _watch(self, client: Client) -> None:
        """Notice a consumer that is gone: FastStream would go on asking it for ever."""
        js = client.jetstream()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if not client.is_connected:
                continue
            try:
                await js.consumer_info(STREAM, self.name)
            except NotFoundError:
                log.warning("consumer_gone", policy=self.name)
                return
            except (TimeoutError, OSError):
                continue

    def _stop(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if reason != self.stopped:
            log.error("policy_stopped", policy=self.name, reason=reason)
        self.stopped = reason


async def _undecoded(message: NatsMessage) -> bytes:
    return message.body
