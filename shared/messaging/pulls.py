"""Pulling from a durable consumer with requests kept in flight, and what came drained at once.

The client's own `fetch` asks anew for each batch and makes two tasks for each message of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from nats.errors import Error as NatsError
from nats.js.api import StatusCode
from nats.js.errors import APIError

from shared.messaging.log import STREAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.client import Client
    from nats.aio.msg import Msg

# What a server says of a request whose time is over; the messages it brought came before.
OVER = frozenset({StatusCode.NO_MESSAGES, StatusCode.REQUEST_TIMEOUT})
# More of a batch is on its way so long as each message comes so soon after the one before.
NEXT_SECONDS = 0.1


@dataclass
class Request:
    """A request that the server keeps until `ends`; `left` of its messages have not come."""

    left: int
    ends: float


@dataclass
class Pulls:
    """Messages of one consumer in batches of at most `batch`, each asked for beforehand.

    While one batch takes effect the next is asked for already; the consumer's own bound on
    what is not acknowledged holds. A lone message is handed over at once.
    """

    client: Client
    consumer: str
    batch: int
    seconds: float
    _came: deque[Msg] = field(default_factory=deque, init=False)
    _asked: deque[Request] = field(default_factory=deque, init=False)
    _refused: Msg | None = field(default=None, init=False)
    _cut_off: bool = field(default=False, init=False)
    _inbox: str = field(init=False)

    def __post_init__(self) -> None:
        self._news = asyncio.Event()
        self._inbox = self.client.new_inbox()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Pulls]:
        """Subscribe for as long as the block lasts."""
        subscription = await self.client.subscribe(self._inbox, cb=self._take)
        try:
            yield self
        finally:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()

    async def next_batch(self) -> list[Msg]:
        """What came, in its order; nothing when nothing came for `seconds`.

        Nothing, and at once, when the server gave the requests up, as it does when the consumer
        is deleted. Raises `APIError` when it refuses them otherwise.
        """
        await self._ask()
        ends = monotonic() + self.seconds
        while not self._is_whole() and not self._cut_off:
            if self._refused is not None:
                raise APIError.from_msg(self._refused)
            left = ends - monotonic()
            self._news.clear()
            try:
                async with asyncio.timeout(min(left, NEXT_SECONDS) if self._came else left):
                    await self._news.wait()
            except TimeoutError:
                break
        count = min(len(self._came), self.batch)
        return [self._came.popleft() for _ in range(count)]

    def _is_whole(self) -> bool:
        """Whether nothing more of this batch is to be waited for."""
        if not self._came:
            return False
        return len(self._came) >= self.batch or self._came[-1].metadata.num_pending == 0

    async def _ask(self) -> None:
        """Keep so many messages asked for that the next batch is on its way after this one."""
        now = monotonic()
        if self._cut_off:
            self._asked.clear()
            self._cut_off = False
        while self._asked and (self._asked[0].left <= 0 or self._asked[0].ends <= now):
            self._asked.popleft()
        while sum(request.left for request in self._asked) <= self.batch:
            expires = int(self.seconds * 1_000_000_000)
            asked = json.dumps({"batch": self.batch, "expires": expires}).encode()
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self.consumer}"
            await self.client.publish(subject, asked, reply=self._inbox)
            self._asked.append(Request(self.batch, now + self.seconds))

    async def _take(self, message: Msg) -> None:
        status = message.headers.get("Status") if message.headers else None
        if status is None:
            self._came.append(message)
            while len(self._asked) > 1 and self._asked[0].left <= 0:
                self._asked.popleft()
            if self._asked:
                self._asked[0].left -= 1
        elif status == StatusCode.CONFLICT:
            self._cut_off = True
        elif status not in OVER:
            self._refused = message
        self._news.set()
