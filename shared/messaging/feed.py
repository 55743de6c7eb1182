"""The ordered feed: facts in stream order to one reader, each taking effect exactly once.

The reader's own position, stored in one transaction with the effect, is the truth. The durable
consumer only carries messages: at start and after every surprise it is put back to where the
reader stands, so a redelivery, a lost acknowledgement or a second runner changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import structlog
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from shared.continuity import GapFound, Positions, SourcePosition
from shared.contracts import Envelope, NotAFact
from shared.crashpoints import CrashPoint, reach
from shared.messaging.log import MAX_BATCH, STREAM, declared_consumer, ensure_consumer
from shared.telemetry.messaging import delivered, processing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.client import JetStreamContext

log = structlog.get_logger()

PULL_SECONDS = 5.0
RETRY_SECONDS = 1.0


class Reader(Protocol):
    """Something that follows the log: a read model or a policy."""

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def positions(self) -> Positions: ...

    @property
    def parked_count(self) -> int: ...

    async def receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        """Take effect and advance to `sequence` in one transaction.

        Raises `CannotFollow` for a source that cannot go on; in `blocking` it is left out.
        """


@dataclass
class Feed:
    """Runs one reader against the stream for as long as the service lives.

    `stopped` says why it stands still, none while it runs. It keeps trying: a gap may be
    filled, a server may come back. `oldest_waiting` is the time of the oldest fact that was
    fetched and not yet processed. `consumer` carries the messages; without one it is called as
    the reader.
    """

    client: Client
    reader: Reader
    consumer: str | None = None
    stopped: str | None = "not started"
    oldest_waiting: datetime | None = None
    _consumer: str = field(init=False)
    _searched_for: str | None = field(default=None, init=False)
    _search: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._consumer = self.consumer or self.reader.name

    @property
    def sources(self) -> tuple[str, ...]:
        return self.reader.sources

    @property
    def positions(self) -> Positions:
        return self.reader.positions

    @property
    def parked_count(self) -> int:
        return self.reader.parked_count

    async def run(self) -> None:
        """Follow the log until cancelled."""
        while True:
            try:
                await self._follow()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 (whatever a fold raises: stand still, say why)
                self._stop(error)
            await asyncio.sleep(RETRY_SECONDS)

    def _stop(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if reason != self.stopped:
            log.error("feed_stopped", reader=self.reader.name, reason=reason)
        self.stopped = reason
        if isinstance(error, GapFound) and reason != self._searched_for:
            # In a stream that was lost and filled anew the missing facts may stand earlier.
            self._searched_for = reason
            self._search = True

    async def _follow(self) -> None:
        js: JetStreamContext = self.client.jetstream()
        start = 1 if self._search else await next_sequence(js, self.reader.positions)
        self._search = False
        await ensure_consumer(js, declared_consumer(self._consumer, self.reader.sources), start)
        subscription = await js.pull_subscribe_bind(consumer=self._consumer, stream=STREAM)
        log.info("feed_started", reader=self.reader.name, sequence=start)
        waiting = (await js.consumer_info(STREAM, self._consumer)).num_pending
        try:
            while True:
                # What stopped it is over when the facts that wait have taken effect.
                self.stopped = self.stopped if waiting else None
                messages: list[Msg] = []
                with contextlib.suppress(TimeoutError):
                    messages = await subscription.fetch(MAX_BATCH, timeout=PULL_SECONDS)
                if messages:
                    await self._process(messages)
                    waiting = 0
                else:
                    # Nothing came: nothing is there, or the consumer is gone.
                    waiting = (await js.consumer_info(STREAM, self._consumer)).num_pending
        finally:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()

    async def _process(self, messages: Sequence[Msg]) -> None:
        facts = [fact for fact in map(_fact, messages) if fact is not None]
        self.oldest_waiting = facts[0].time if facts else None
        delivered(self.reader.name, messages)
        with processing(self.reader.name, facts):
            await self.reader.receive(facts, _sequence(messages[-1]))
        self.oldest_waiting = None
        reach(CrashPoint.READER_BEFORE_ACK)
        await messages[-1].ack()

    def lag_seconds(self) -> float:
        """Age of the oldest fact at hand that has not taken effect; 0 when there is none."""
        if self.oldest_waiting is None:
            return 0.0
        return (datetime.now(UTC) - self.oldest_waiting).total_seconds()


async def next_sequence(js: JetStreamContext, positions: Positions) -> int:
    """Where a reader goes on: after its own position, or from 1 in a stream that is another.

    A stream that was lost and filled anew has the same facts, perhaps in another order: the
    reader's last fact then stands elsewhere, and facts it never saw may stand before it.
    """
    if positions.sequence == 0 or await _stands_there(js, positions):
        return positions.sequence + 1
    log.warning("stream_is_another", sequence=positions.sequence)
    return 1


async def _stands_there(js: JetStreamContext, positions: Positions) -> bool:
    try:
        message = await js.get_msg(STREAM, positions.sequence)
    except NotFoundError:
        await js.stream_info(STREAM)
        return False
    headers = message.headers or {}
    known = positions.sources.get(headers["ce-source"].rsplit("/", 1)[-1])
    found = SourcePosition(headers["thidua-epoch"], int(headers["thidua-position"]))
    return known == found


def _fact(message: Msg) -> Envelope | None:
    """The fact in a message; none for what is no fact, which nobody's order misses."""
    sequence = _sequence(message)
    try:
        return Envelope.receive(message.headers or {}, message.data, sequence=sequence)
    except NotAFact as error:
        log.warning("not_a_fact", sequence=sequence, reason=str(error))
        return None


def _sequence(message: Msg) -> int:
    return message.metadata.sequence.stream
