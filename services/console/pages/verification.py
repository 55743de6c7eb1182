"""`/kiem-tra`: whether a printed paper is true and still holds, for whoever holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem, Services
from services.console.desk import Desk, plain_chrome
from services.console.screens.codes import typed_code
from services.console.screens.verification import VerificationScreen, mentioned, names_of
from shared.access import NotSignedIn

if TYPE_CHECKING:
    from services.console.screens.chrome import Chrome

NOT_FOUND = 404


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["verification"])

    @routes.get("/kiem-tra.json")
    async def data(request: Request) -> Response:
        body = msgspec.json.encode(await _screen(desk, request))
        return Response(body, media_type="application/json")

    @routes.get("/kiem-tra", response_class=HTMLResponse)
    async def page(request: Request) -> Response:
        screen, chrome = await _screen(desk, request), await _chrome(desk, request)
        return HTMLResponse(desk.rendering.page("verification.html", screen, chrome))

    return routes


async def _screen(desk: Desk, request: Request) -> VerificationScreen:
    typed = request.query_params.get("ma", "")
    code = typed_code(typed)
    if code is None:
        return VerificationScreen(typed)
    # Nobody's token goes with it: what is told does not depend on who asks.
    services = Services.connected(desk.http, desk.settings, None)
    try:
        paper = await services.covenant.paper(code)
    except ApiProblem as problem:
        if problem.status != NOT_FOUND:
            raise
        return VerificationScreen(typed)
    names = await names_of(desk.timeline, mentioned(paper))
    return VerificationScreen(typed, paper, names)


async def _chrome(desk: Desk, request: Request) -> Chrome:
    """The frame of the pages for who signed in, and a plain one for everybody else."""
    try:
        return (await desk.visit(request)).chrome
    except NotSignedIn:
        return plain_chrome(request)
