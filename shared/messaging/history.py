"""The log read directly: any stretch of it, in order, without a consumer to clear away.

Source: NATS ADR-31 (direct get in batches).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from shared.continuity import Positions, SourcePosition
from shared.contracts import Envelope
from shared.messaging.layout import Message
from shared.messaging.log import MAX_BATCH, STREAM, SUBJECTS
from shared.messaging.wire import WireBroken, wire_beside
from shared.tasks import end

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
    from datetime import datetime

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.api import RawStreamMsg, StreamState
    from nats.js.client import JetStreamContext

    from shared.messaging.layout import Lines
    from shared.messaging.wire import Wire

log = structlog.get_logger()

# Behind which sequence was asked, and what comes of it.
Asking = tuple[int, "asyncio.Task[list[Message] | list[Lines]]"]

GET = f"$JS.API.DIRECT.GET.{STREAM}"
# So much is worth a wire of its own.
MUCH = 5000
ANSWER_SECONDS = 5.0
# So many requests are on their way at once.
IN_FLIGHT = 2
END_OF_BATCH = "204"
NOTHING_THERE = "404"


class LogAway(Exception):
    """The stream does not answer; try again shortly."""


@dataclass(frozen=True)
class Stretch:
    """Facts in stream order; `upto` is the sequence they are complete to."""

    facts: list[Envelope]
    upto: int


@dataclass(frozen=True)
class History:
    """Reads what stands in the stream, at once and as often as one likes."""

    client: Client

    async def facts(
        self, after: int, upto: int, sources: Sequence[str], at_once: int = MAX_BATCH
    ) -> AsyncGenerator[Stretch, None]:
        """The facts of `sources` behind sequence `after`, up to `upto` and no further.

        The next ones are asked for while a stretch is at hand. To be closed when it is left.
        Much is read over a wire of its own, for as long as that holds; nothing else changes.
        """
        async with contextlib.AsyncExitStack() as held:
            wire = await _wire(held, self.client) if upto - after >= MUCH else None
            asked: deque[Asking] = deque()

            def ask() -> None:
                behind = max(after, asked[-1][0] + at_once if asked else 0)
                while len(asked) < IN_FLIGHT and behind < upto:
                    batch = min(at_once, upto - behind)
                    asking = self._asked(wire, {"seq": behind + 1, "batch": batch})
                    asked.append((behind, asyncio.create_task(asking)))
                    behind += batch

            try:
                while after < upto:
                    ask()
                    if asked[0][0] > after:
                        # What came last was less than was asked for: this does not follow it.
                        await _give_up(asked)
                        continue
                    before, found = after, await asked.popleft()[1]
                    after = max(after, found[-1].sequence) if found else upto
                    ask()
                    facts = [message.fact(sources) for message in found]
                    yield Stretch(
                        [each for each in facts if each and before < each.sequence <= upto],
                        min(after, upto),
                    )
            finally:
                await _give_up(asked)

    async def _asked(
        self, wire: Wire | None, request: dict[str, object]
    ) -> list[Message] | list[Lines]:
        if wire is not None:
            try:
                status, found = await wire.ask(GET, request)
            except WireBroken as error:
                log.info("read_by_the_client", reason=str(error))
            else:
                _refuse_unless_whole(status)
                return found
        return await self.messages(request)

    async def head(self, sources: Sequence[str]) -> Positions:
        """Where the last fact of each source stands now, and the highest of these places.

        Raises `LogAway` while the stream does not answer.
        """
        places: dict[str, SourcePosition] = {}
        sequence = 0
        for source in sources:
            last = await self._one(
                lambda js, subject: js.get_last_msg(STREAM, subject), f"thidua.{source}.>"
            )
            if last is not None:
                headers = last.headers or {}
                places[source] = SourcePosition(
                    headers["thidua-epoch"], int(headers["thidua-position"])
                )
                sequence = max(sequence, last.seq or 0)
        return Positions(sequence, places)

    async def last_sequence(self) -> int:
        """The last sequence of the stream; 0 in an empty one."""
        return (await self._state()).last_seq

    async def count(self, source: str) -> int:
        """How many messages of a source stand in the stream, repetitions included."""
        state = await self._state(f"thidua.{source}.>")
        return sum((state.subjects or {}).values())

    async def _state(self, subjects: str | None = None) -> StreamState:
        js = self._stream()
        try:
            return (await js.stream_info(STREAM, subjects_filter=subjects)).state
        except (NatsError, OSError) as error:
            raise LogAway("the stream does not say what it holds") from error

    def _stream(self) -> JetStreamContext:
        self._refuse_unconnected()
        return self.client.jetstream(timeout=ANSWER_SECONDS)

    def _refuse_unconnected(self) -> None:
        if not self.client.is_connected:
            raise LogAway("NATS is not connected; try again shortly")

    async def first_from(self, sequence: int, source: str) -> Envelope | None:
        """The first fact of a source at a sequence or behind it."""
        found = await self._one(
            lambda js, subject: js.get_msg(STREAM, seq=sequence, subject=subject, next=True),
            f"thidua.{source}.>",
        )
        if found is None:
            return None
        return Envelope.receive(found.headers or {}, found.data or b"", sequence=found.seq or 0)

    async def first_published_after(self, time: datetime) -> int | None:
        """The sequence of the first message that the stream took at a time or later."""
        found = await self.messages(
            {"batch": 1, "next_by_subj": SUBJECTS, "start_time": time.isoformat()}
        )
        return found[0].sequence if found else None

    async def _one(
        self,
        get: Callable[[JetStreamContext, str], Awaitable[RawStreamMsg]],
        subject: str,
    ) -> RawStreamMsg | None:
        js = self._stream()
        try:
            try:
                return await get(js, subject)
            except NotFoundError:
                # Nothing of this subject, or no stream at all.
                await js.stream_info(STREAM)
                return None
        except (NatsError, OSError) as error:
            raise LogAway(f"the stream does not answer for {subject}") from error

    async def messages(self, request: dict[str, object]) -> list[Message]:
        """The messages one direct request for a batch answers with; none behind the last.

        Raises `LogAway` when the answer does not come, or is not complete.
        """
        self._refuse_unconnected()
        ended = asyncio.get_running_loop().create_future()
        found: list[Message] = []

        async def take(message: Msg) -> None:
            headers = message.headers or {}
            status = headers.get("Status")
            if status is None:
                found.append(Message(headers, message.data))
            elif not ended.done():
                ended.set_result(status)

        inbox = self.client.new_inbox()
        subscription = await self.client.subscribe(inbox, cb=take)
        try:
            asked = json.dumps(request).encode()
            await self.client.publish(GET, asked, reply=inbox)
            async with asyncio.timeout(ANSWER_SECONDS):
                status = await ended
        except (NatsError, OSError) as error:
            raise LogAway("the stream does not answer") from error
        finally:
            if not self.client.is_closed:
                await subscription.unsubscribe()
        _refuse_unless_whole(status)
        return found


async def _give_up(asked: deque[Asking]) -> None:
    """End what was asked for; why some of it failed was told of what was asked before."""
    tasks = [task for _, task in asked]
    asked.clear()
    await end(tasks)
    await asyncio.gather(*tasks, return_exceptions=True)


async def _wire(held: contextlib.AsyncExitStack, client: Client) -> Wire | None:
    """A wire for as long as it is held; none where the client has to do."""
    try:
        return await held.enter_async_context(wire_beside(client))
    except WireBroken as error:
        log.info("read_by_the_client", reason=str(error))
        return None


def _refuse_unless_whole(status: str) -> None:
    if status not in {END_OF_BATCH, NOTHING_THERE}:
        raise LogAway(f"the stream answers with status {status}")
