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

from shared.continuity import CannotFollow, Positions
from shared.contracts import Envelope, NotAFact
from shared.crashpoints import CrashPoint, reach
from shared.messaging.healing import Healing
from shared.messaging.history import History
from shared.messaging.log import MAX_BATCH, STREAM, declared_consumer, ensure_consumer
from shared.messaging.pulls import Pulls
from shared.messaging.turn import OutOfTurn, delivery_out, in_turn, next_sequence, passed_by
from shared.telemetry.messaging import delivered, passed_over, processing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.client import JetStreamContext

log = structlog.get_logger()

PULL_SECONDS = 5.0
# So far behind, the log is read directly: a consumer of several sources costs the server more
# for each message than all the rest of its way.
FAR_BEHIND = 5000
AT_ONCE = 2000
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

    `stopped` says why it stands still, none while it runs. It keeps trying: a server or a store
    may come back. A source with a gap is blocked while the others go on, and its relay is asked
    for what is missing. `oldest_waiting` is the time of the oldest fact that was
    fetched and not yet processed. `consumer` carries the messages; without one it is called as
    the reader.
    """

    client: Client
    reader: Reader
    consumer: str | None = None
    stopped: str | None = "not started"
    oldest_waiting: datetime | None = None
    _consumer: str = field(init=False)
    _healing: Healing = field(init=False)
    # How far in the stream this run of the consumer was taken; the reader's own place may be
    # another one, in a stream that was lost.
    _read_upto: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._consumer = self.consumer or self.reader.name
        self._healing = Healing(self.client, self.reader.name)

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
            except OutOfTurn as error:
                log.info("feed_put_back", reader=self.reader.name, reason=str(error))
            except Exception as error:  # noqa: BLE001 (store, stream or declaration: say why, go on trying)
                self._stop(error)
            await asyncio.sleep(RETRY_SECONDS)

    def _stop(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if reason != self.stopped:
            log.error("feed_stopped", reader=self.reader.name, reason=reason)
        self.stopped = reason

    async def _follow(self) -> None:
        js: JetStreamContext = self.client.jetstream()
        start = await self._come_near(await next_sequence(js, self.reader.positions))
        await ensure_consumer(js, declared_consumer(self._consumer, self.reader.sources), start)
        self._read_upto = start - 1
        log.info("feed_started", reader=self.reader.name, sequence=start)
        waiting = (await js.consumer_info(STREAM, self._consumer)).num_pending
        looked_back = False
        unclaimed: int | None = None
        async with Pulls(self.client, self._consumer, MAX_BATCH, PULL_SECONDS).open() as pulls:
            while True:
                # What stopped it is over when the facts that wait have taken effect.
                self.stopped = self.stopped if waiting else None
                await self._healing.tend(self.reader.positions)
                messages = await pulls.next_batch()
                if messages:
                    await self._process(js, messages)
                    waiting, looked_back, unclaimed = 0, False, None
                    continue
                # Nothing came: nothing is there, or the consumer is gone.
                info = await js.consumer_info(STREAM, self._consumer)
                before, unclaimed = unclaimed, delivery_out(info)
                if unclaimed is not None and unclaimed == before:
                    raise OutOfTurn("what was delivered arrived nowhere")
                waiting = info.num_pending
                if not looked_back:
                    await self._look_back(js)
                    looked_back = True

    async def _come_near(self, start: int) -> int:
        """Read directly what stands far before the head; where to go on then.

        What does not follow is left to the consumer, which tells a loss from a disorder.
        """
        history = History(self.client)
        upto = await history.last_sequence()
        if upto - start < FAR_BEHIND:
            return start
        log.info("feed_far_behind", reader=self.reader.name, sequence=start, upto=upto)
        found = history.facts(start - 1, upto, self.reader.sources, AT_ONCE)
        async with contextlib.aclosing(found) as stretches:
            async for stretch in stretches:
                if not stretch.facts:
                    continue
                last = stretch.facts[-1].sequence
                self.oldest_waiting = stretch.facts[0].time
                with processing(self.reader.name, stretch.facts):
                    try:
                        await self.reader.receive(stretch.facts, last)
                    except CannotFollow:
                        break
                self.oldest_waiting, self.stopped, start = None, None, last + 1
        return start

    async def _process(self, js: JetStreamContext, messages: Sequence[Msg]) -> None:
        facts = [fact for fact in map(_fact, messages) if fact is not None]
        self.oldest_waiting = facts[0].time if facts else None
        delivered(self.reader.name, messages)
        known = self.reader.positions
        with processing(self.reader.name, facts):
            await self._receive(js, messages, facts)
        self._read_upto = _sequence(messages[-1])
        again = sum(fact.position <= known.position(fact.source) for fact in facts)
        passed_over(self.reader.name, again)
        self.oldest_waiting = None
        reach(CrashPoint.READER_BEFORE_ACK)
        await messages[-1].ack()

    async def _receive(
        self, js: JetStreamContext, messages: Sequence[Msg], facts: Sequence[Envelope]
    ) -> None:
        """Let facts take effect, but for those of sources that the stream says are torn."""
        blocking: set[str] = set()
        while True:
            try:
                await self.reader.receive(facts, _sequence(messages[-1]), blocking)
            except CannotFollow as error:
                if not await in_turn(js, self._read_upto, error.source, messages):
                    raise OutOfTurn(str(error)) from error
                blocking.add(error.source)
            else:
                return

    async def _look_back(self, js: JetStreamContext) -> None:
        """At the end of the stream, see that nothing was passed by without being taken."""
        positions = self.reader.positions
        sources = [source for source in self.sources if source not in positions.blocked]
        lost = await passed_by(js, positions, sources)
        if lost:
            blocking = [fact.source for fact in lost]
            await self.reader.receive(lost, positions.sequence, blocking)

    def lag_seconds(self) -> float:
        """Age of the oldest fact at hand that has not taken effect; 0 when there is none."""
        if self.oldest_waiting is None:
            return 0.0
        return (datetime.now(UTC) - self.oldest_waiting).total_seconds()


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
