"""The relay: from the event table to the stream, in order, without a checkpoint of its own.

The last message of the service in the stream says where to go on; a fence on it makes two
relays harmless. Source: NATS ADR-50 (atomic batch publishing).
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from nats.js.errors import APIError, NotFoundError

from shared.contracts import Fact, subject_of
from shared.crashpoints import CrashPoint, reach, reach_sent
from shared.decoders import decoder
from shared.messaging.frames import Batch
from shared.messaging.healing import Missing, heal_subject
from shared.messaging.log import STREAM
from shared.messaging.translation import Translation
from shared.tasks import end
from shared.telemetry.messaging import publishing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from shared.eventstore import EventSourcedApplication

log = structlog.get_logger()

MAX_BATCH = 1000
POLL_SECONDS = 1.0
RETRY_SECONDS = 0.5
# A server that was killed while it was asked never answers.
ANSWER_SECONDS = 5.0
SOMEBODY_ELSE_IS_AHEAD = 10071
MOST_QUESTIONS = 100


class StreamAheadOfStore(Exception):
    """The stream holds facts that this store does not: the store was replaced or set back."""


@dataclass(frozen=True)
class Head:
    """The last fact of the service in the stream: position, stream sequence, store."""

    position: int = 0
    sequence: int = 0
    epoch: str | None = None


@dataclass
class Relay:
    """Publishes every event of one store as one fact, in order, exactly once.

    `to_fact` translates; `stopped` says why nothing leaves, if so; `published` counts facts.
    """

    client: Client
    service: str
    application: EventSourcedApplication
    to_fact: Callable[[Any], Fact]
    stopped: str | None = "not started"
    head: Head = field(default_factory=Head)
    published: int = field(default=0, init=False)
    _missing: deque[Missing] = field(init=False)
    _again: Missing | None = field(default=None, init=False)
    # Whether `head` was read or published by us; the fence tells when it is another's.
    _head_is_known: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._woken = asyncio.Event()
        self._missing = deque(maxlen=MOST_QUESTIONS)
        self.translation = Translation(self.service, self.application, self.to_fact)

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    async def run(self) -> None:
        """Publish until cancelled; a signal wakes it, a slow poll is the net below."""
        subject = heal_subject(self.service)
        subscription = await self.client.subscribe(subject, self.service, self._on_missing)
        try:
            await self._publish_for_ever()
        finally:
            if not self.client.is_closed:
                await subscription.unsubscribe()

    def republish(self, after: int) -> None:
        """Publish everything behind a position again, at the end of the stream, soon."""
        self._missing.append(Missing(after, sequence=sys.maxsize))
        self.wake()

    async def _on_missing(self, message: Msg) -> None:
        try:
            self._missing.append(decoder(Missing).decode(message.data))
        except msgspec.MsgspecError as error:
            log.warning("question_unreadable", subject=message.subject, reason=str(error))
        self.wake()

    async def _publish_for_ever(self) -> None:
        while True:
            try:
                await self._drain()
                await self._heal()
                self.stopped = None
                try:
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._woken.wait()
                except TimeoutError:
                    # Nothing to do: time to see whether the stream is still what it was.
                    self._head_is_known = False
            except Exception as error:  # noqa: BLE001 (nothing may leave out of order: say why)
                self._stop(error)
                self._head_is_known = False
                # Who misses facts asks again; by then it may be possible to help.
                self._missing.clear()
                await asyncio.sleep(RETRY_SECONDS)

    def _stop(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if reason != self.stopped:
            log.error("relay_stopped", service=self.service, reason=reason)
        self.stopped = reason

    async def _drain(self) -> None:
        """Publish what is not in the stream; also the rest of a healing that was cut off."""
        self._woken.clear()
        if not self._head_is_known:
            self.head = await self._read_head()
            self._head_is_known = True
        await self._publish_rest()

    async def _heal(self) -> None:
        """Publish again what readers miss, once for all of them.

        While it lasts the stream's last fact is an earlier one, from which any relay goes on:
        a crash in the midst resumes by itself.
        """
        while self._missing:
            missing = min(self._missing, key=lambda asked: asked.after)
            self._missing.remove(missing)
            again = self._again
            on_its_way = again is not None and (
                again.after <= missing.after and missing.sequence <= again.sequence
            )
            if on_its_way or missing.after >= self.head.position:
                continue
            began = Missing(max(missing.after, 0), self.head.sequence)
            log.warning("facts_published_again", service=self.service, after=began.after)
            self.head = replace(self.head, position=began.after)
            await self._publish_rest()
            self._again = began

    async def _publish_rest(self) -> None:
        batch = await self._next(self.head.position)
        while batch is not None:
            # While the server writes a full one, the next is read, translated and encoded.
            # Near the end that would be a few facts, for which all that come later would wait.
            following: list[asyncio.Task[Batch | None]] = []
            if len(batch.facts) == MAX_BATCH:
                following = [asyncio.create_task(self._next(batch.facts[-1].position))]
            try:
                with publishing(self.service, batch.facts):
                    await self._publish(batch)
                batch = await following[0] if following else await self._came_meanwhile()
            except APIError as error:
                if error.err_code != SOMEBODY_ELSE_IS_AHEAD:
                    raise
                # Our own acknowledgement was lost, or another relay won: look again.
                self.head = await self._read_head()
                batch = await self._next(self.head.position)
            finally:
                await end(following)

    async def _came_meanwhile(self) -> Batch | None:
        """What was committed since the last look; nothing was where nobody woke us."""
        if not self._woken.is_set():
            return None
        self._woken.clear()
        return await self._next(self.head.position)

    async def _next(self, position: int) -> Batch | None:
        """What follows a position, as much as there is: one fact alone, many together."""
        longest, database = self.client.max_payload, self.application.event_recorder.database
        return await database.run(lambda: self.translation.batch(position, MAX_BATCH, longest))

    async def _read_head(self) -> Head:
        js = self.client.jetstream(timeout=ANSWER_SECONDS)
        try:
            last = await js.get_last_msg(STREAM, f"thidua.{self.service}.>")
        except NotFoundError:
            await js.stream_info(STREAM)
            return Head()
        headers = last.headers or {}
        head = Head(int(headers["thidua-position"]), last.seq or 0, headers.get("thidua-epoch"))
        await self._refuse_foreign(head, headers)
        return head

    async def _refuse_foreign(self, head: Head, headers: Mapping[str, str]) -> None:
        """The stream's last fact has to be an event of this store, in the same place."""
        recorder = self.application.event_recorder
        epoch, before = recorder.epoch, head.position - 1
        if head.epoch != epoch:
            raise StreamAheadOfStore(
                f"the stream's last fact of {self.service} is from store {head.epoch}, "
                f"this is store {epoch}, so nothing is published: point the service at store "
                f"{head.epoch}"
            )
        same = [
            stored
            for stored in await recorder.database.run(lambda: recorder.select_after(before, 1))
            if str(stored.originator_id) == headers["ce-subject"]
            and self.translation.time_of(stored).isoformat() == headers["ce-time"]
        ]
        if not same:
            raise StreamAheadOfStore(
                f"the stream's fact {self.service}:{head.position} is not in this store: "
                "the store was set back to an earlier point, so nothing is published: restore "
                "the newer store"
            )

    async def _publish(self, batch: Batch) -> None:
        """One fact alone, or an atomic batch: all of it or nothing."""
        fence = {
            "Nats-Expected-Last-Subject-Sequence": str(self.head.sequence),
            "Nats-Expected-Last-Subject-Sequence-Subject": f"thidua.{self.service}.>",
        }
        js = self.client.jetstream(timeout=ANSWER_SECONDS)
        last, headers = batch.facts[-1], fence
        if len(batch.facts) > 1:
            await batch.begin(self.client, fence)
            await reach_sent(CrashPoint.RELAY_MID_BATCH, self.client.flush)
            headers = batch.committing()
        ack = await js.publish(subject_of(last), last.body(), headers=last.headers() | headers)
        reach(CrashPoint.RELAY_AFTER_PUBLISH)
        self.head = Head(last.position, ack.seq, last.epoch)
        self.published += len(batch.facts)
        log.info("facts_published", service=self.service, position=last.position)
