"""`/danh-sach/<kind>/<upload>`: an upload row by row, recorded whole or where right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args
from uuid import UUID

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from services.console.client import ApiProblem
from services.console.client.intakes import Mode, Status
from services.console.desk import Desk, Visit
from services.console.pages.lists import intakes_of
from services.console.pages.page import add_page, answer, see
from services.console.pages.streams import event
from services.console.screens import lists
from services.console.screens.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = structlog.get_logger()

SERVER_ERROR = 500
PAGE = 100
MODES: dict[str, Mode] = {"tat-ca": "all", "dong-dung": "good"}


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["lists"])

    @routes.post("/danh-sach/{kind}/{intake_id}/ghi", response_class=HTMLResponse)
    async def commit(kind: str, intake_id: UUID, request: Request) -> Response:
        visit = await desk.visit(request)
        given = await request.form()
        mode = MODES.get(str(given.get("cach", "")))
        if mode is None:
            raise ApiProblem("not_found", 404, "no such way to record")
        try:
            await intakes_of(visit, kind).record(intake_id, mode)
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            screen = await _screen(visit, kind, intake_id)
            refused = replace(screen, refusal=told)
            return answer(desk, "intake.html", refused, visit, problem.status)
        return see(f"/danh-sach/{kind}/{intake_id}")

    @routes.post("/danh-sach/{kind}/{intake_id}/bo")
    async def discard(kind: str, intake_id: UUID, request: Request) -> Response:
        visit = await desk.visit(request)
        await intakes_of(visit, kind).discard(intake_id)
        return see("/danh-sach")

    @routes.get("/danh-sach/{kind}/{intake_id}/tien-do", response_class=HTMLResponse)
    async def progress(kind: str, intake_id: UUID, request: Request) -> Response:
        """How far it is, as HTML by server-sent events, until it ends."""
        visit = await desk.visit(request)
        client = intakes_of(visit, kind)

        async def events() -> AsyncIterator[str]:
            number = 0
            try:
                async for intake in client.progress(intake_id):
                    number += 1
                    html = desk.rendering.fragment(
                        "intake_progress.html", visit.chrome.locale, intake=intake
                    )
                    yield event("intake", html, str(number))
                yield event("end", "-", str(number))
            except ApiProblem as problem:
                # The stream ends; the browser opens it again by itself.
                log.info("intake_stream_ended", reason=problem.code)

        return StreamingResponse(events(), media_type="text/event-stream")

    async def build(visit: Visit) -> lists.IntakeScreen:
        places = visit.request.path_params
        return await _screen(visit, places["kind"], places["intake_id"])

    add_page(routes, desk, "/danh-sach/{kind}/{intake_id:uuid}", "intake.html", build)
    return routes


async def _screen(visit: Visit, kind: str, intake_id: UUID) -> lists.IntakeScreen:
    client = intakes_of(visit, kind)
    asked = visit.request.query_params
    shown: Status | None = next((s for s in get_args(Status) if s == asked.get("loc")), None)
    intake = await client.intake(intake_id)
    page = await client.rows(intake_id, shown, asked.get("tiep"), PAGE)
    return lists.compose_intake(intake, page, shown)
