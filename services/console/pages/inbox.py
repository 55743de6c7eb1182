"""`/hop-thu`: messages, read and unread, as they arrive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, see
from services.console.pages.streams import event
from services.console.screens.inbox import InboxScreen, line, lines
from shared.catalogue.formats import HERE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = structlog.get_logger()

PAGE = 50


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["inbox"])

    async def build(visit: Visit) -> InboxScreen:
        asked = visit.request.query_params
        page = await visit.services.notify.inbox(PAGE, asked.get("tiep"))
        only_unread = asked.get("loc") == "chua-doc"
        shown = [message for message in page.items if not (only_unread and message.read)]
        place = max((message.place for message in page.items), default=0)
        older = "tiep" in asked
        words = await desk.wording(visit)
        return InboxScreen(lines(shown, words), only_unread, page.next, place, not older)

    add_page(routes, desk, "/hop-thu", "inbox.html", build)

    @routes.post("/hop-thu/{message_id}/da-doc")
    async def mark_read(message_id: UUID, request: Request) -> Response:
        account, services = await desk.visitor(request)
        # A second click, or another of the account's windows, marks nothing twice.
        key = uuid5(message_id, account.login)
        await services.notify.mark_read(message_id, datetime.now(HERE).date(), str(key))
        return see("/hop-thu")

    @routes.get("/hop-thu/truc-tiep", response_class=HTMLResponse)
    async def stream(request: Request) -> Response:
        """Each message after the place `sau` as HTML, by server-sent events."""
        visit = await desk.visit(request)
        wording = await desk.wording(visit)
        # A browser that connects again says which message it has seen last.
        seen = request.headers.get("last-event-id") or request.query_params.get("sau", "")
        since = int(seen) if seen.isdecimal() else 0

        async def messages() -> AsyncIterator[str]:
            try:
                async for message in visit.services.notify.stream(since):
                    html = desk.rendering.fragment(
                        "message.html",
                        visit.chrome.locale,
                        message=line(message, wording),
                        new=True,
                    )
                    yield event("message", html, str(message.place))
            except ApiProblem as problem:
                # The stream ends; the browser opens it again by itself.
                log.info("inbox_stream_ended", reason=problem.code)

        return StreamingResponse(messages(), media_type="text/event-stream")

    return routes
