"""What every answer and every change must satisfy: no foreign site acts for a user."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from services.console.sessions import COOKIE
from shared.http.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# FastAPI's own documentation page loads its script from elsewhere; the policy is not for it.
DOCUMENTATION = frozenset({"/docs", "/redoc"})


class OwnSiteOnly:
    """Refuses changes that another site caused, and adds the security headers.

    Browsers name the origin of every change in `Sec-Fetch-Site` or `Origin`. A request with
    neither is from a program, and a program that sends a session cookie is refused: programs
    use bearer tokens.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] not in SAFE_METHODS and not _is_own(Headers(scope=scope)):
            refusal = problem(403, "foreign_request", "the request came from another site")
            await refusal(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        documented = scope["path"] in DOCUMENTATION
        await self._app(scope, receive, send if documented else send_with_headers)


def _is_own(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host")
    return f"{COOKIE}=" not in headers.get("cookie", "")
