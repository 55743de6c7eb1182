"""How many requests a service takes on at once: beyond that it says so, and nobody queues.

With so many at work an answer takes as long as that many take together, whoever else comes.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from shared.errors import code_of
from shared.http.problems import UNAVAILABLE, TooManyRequests, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Twice what one transaction takes: while it is committed the next is decided.
MOST_AT_ONCE = 256
MOST_WAITING = 1_000
# What operators and monitors ask, now more than ever.
PROBES = frozenset({"/livez", "/readyz", "/metrics"})
PLACE = "thidua.place"


class Place:
    """What one request takes of a service, from its body's arrival until its answer begins."""

    __slots__ = ("_admission", "_answered", "_held")

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._answered = self._held = False

    def take(self) -> None:
        if not self._held and not self._answered:
            self._held = True
            self._admission.at_work += 1

    def leave(self) -> None:
        if self._held:
            self._held = False
            self._admission.at_work -= 1

    def answered(self) -> None:
        self.leave()
        self._answered = True

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While a request waits for a fact it keeps nobody out.

        Raises `TooManyRequests` when too many wait already.
        """
        admission = self._admission
        if admission.waiting >= MOST_WAITING:
            raise TooManyRequests
        self.leave()
        admission.waiting += 1
        try:
            yield
        finally:
            admission.waiting -= 1
            self.take()


def place_of(request: Request) -> Place:
    """The place of a request that was admitted."""
    place: Place = request.scope[PLACE]
    return place


class Admission:
    """ASGI middleware: 503 with `Retry-After` for who comes while `MOST_AT_ONCE` are at work.

    Who still sends its body, waits for a fact, or follows a stream is not at work.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.at_work = 0
        self.waiting = 0
        code = code_of(TooManyRequests)
        self._refusal = problem(UNAVAILABLE, code, str(TooManyRequests()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        if self.at_work >= MOST_AT_ONCE:
            await self._refusal(scope, receive, send)
            return
        place = Place(self)
        scope[PLACE] = place

        async def receiving() -> Message:
            place.leave()
            message = await receive()
            place.take()
            return message

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                place.answered()
            await send(message)

        place.take()
        try:
            await self._app(scope, receiving, sending)
        finally:
            place.answered()
