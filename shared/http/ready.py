"""Answers that are ready: bytes kept with the moment they were read at, and sent as they are.

While a read model stands where it stood, the same question has the same answer: nothing is
read, checked or written as JSON anew, and who has the answer already is told so. Every request
is let in as any other: by its token and its role. Source: RFC 9110 (8.8.3 `ETag`, 13.1.2
`If-None-Match`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from shared.http.requests import admit

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from shared.access import Permission
    from shared.readmodel import Copies, Moment

NOT_MODIFIED = 304
OF_A_BODY = frozenset({b"content-length", b"content-type"})
MOST_KEPT_BYTES = 32 * 1024 * 1024
# What an answer takes beside its body: its question, headers and place.
BESIDE_THE_BODY = 1024

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Tagged(Response):
    """JSON with a digest of itself as its `ETag`: 304 for who names it in `If-None-Match`.

    One that was made answers any number of requests.
    """

    media_type = "application/json"

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self.tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        # The answer may depend on who asks, so it is kept by browsers alone and asked for anew.
        own = {"ETag": self.tag, "Cache-Control": "private, no-cache"}
        super().__init__(body, headers={**headers, **own})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.tag not in _known(scope):
            await super().__call__(scope, receive, send)
            return
        headers = [each for each in self.raw_headers if each[0] not in OF_A_BODY]
        start = {"type": "http.response.start", "status": NOT_MODIFIED, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": b""})


def _known(scope: Scope) -> list[str]:
    """The tags a request names, those that a proxy weakened as well."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            named = value.decode("latin-1").split(",")
            return [tag.strip().removeprefix("W/") for tag in named]
    return []


class Kept:
    """Answers by their question, each with its moment; those not asked for longest go first."""

    def __init__(self, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._answers: OrderedDict[str, tuple[Moment, Tagged]] = OrderedDict()
        self._bytes = 0

    def find(self, question: str, moment: Moment) -> Tagged | None:
        """The answer at this moment; none where it was given at another one."""
        found = self._answers.get(question)
        if found is None or found[0] != moment:
            return None
        self._answers.move_to_end(question)
        return found[1]

    def keep(self, question: str, moment: Moment, answer: Tagged) -> None:
        before = self._answers.pop(question, None)
        self._bytes -= 0 if before is None else _bytes_of(before[1])
        self._answers[question] = moment, answer
        self._bytes += _bytes_of(answer)
        while self._bytes > self._most_bytes:
            _, (_, gone) = self._answers.popitem(last=False)
            self._bytes -= _bytes_of(gone)


def _bytes_of(answer: Tagged) -> int:
    return len(answer.body) + BESIDE_THE_BODY


def ready_route(model: Copies, permission: Permission) -> type[APIRoute]:
    """Routes whose answers depend on their address and on `model` alone, for `permission`.

    They keep what they answered `Tagged`. The moment is noted before the model is asked, so
    that no answer is older than the moment it is kept for.
    """
    kept = Kept()

    class ReadyRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            work_out = super().get_route_handler()

            async def handler(request: Request) -> Response:
                await admit(request, permission)
                moment = model.moment
                if moment is None:
                    return await work_out(request)
                scope = request.scope
                question = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
                answer = kept.find(question, moment)
                if answer is not None:
                    return answer
                worked_out = await work_out(request)
                # An earlier moment of the log is named by the request, not by the model.
                if isinstance(worked_out, Tagged) and "thidua-at" not in worked_out.headers:
                    kept.keep(question, moment, worked_out)
                return worked_out

            return handler

    return ReadyRoute
