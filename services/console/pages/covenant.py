"""`/giao-uoc`: the covenant, and its signing in two steps with a typed word."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, answer, see
from services.console.screens import covenant
from shared.catalogue import catalogue
from shared.catalogue.formats import HERE

if TYPE_CHECKING:
    from services.console.client.covenant import Covenant

UNPROCESSABLE = 422


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    async def build(visit: Visit) -> covenant.CovenantScreen | None:
        if visit.bloc is None:
            return None
        found = await visit.services.covenant.covenants(
            visit.bloc.id,
            visit.bloc.year,
            after=visit.request.query_params.getlist("after"),
        )
        return None if not found else await _screen(visit, found[-1])

    add_page(routes, desk, "/giao-uoc", "covenant.html", build)

    @routes.get("/giao-uoc/{covenant_id}/ky", response_class=HTMLResponse)
    async def read_again(covenant_id: UUID, request: Request) -> Response:
        """Step one: read the text again, and say so."""
        visit = await desk.visit(request)
        screen = await _sign_screen(visit, covenant_id)
        if request.query_params.get("buoc") != "2":
            return answer(desk, "sign.html", screen, visit)
        if request.query_params.get("da-doc") != "1":
            refused = replace(screen, error="sign.unread")
            return answer(desk, "sign.html", refused, visit, UNPROCESSABLE)
        return answer(desk, "sign.html", replace(screen, step=2), visit)

    @routes.post("/giao-uoc/{covenant_id}/ky", response_class=HTMLResponse)
    async def sign(
        covenant_id: UUID,
        request: Request,
        word: Annotated[str, Form()] = "",
        digest: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """Step two: the typed word, and the signature."""
        visit = await desk.visit(request)
        screen = await _sign_screen(visit, covenant_id)
        wanted = catalogue().text("sign.word", visit.chrome.locale)
        if unicodedata.normalize("NFC", word).strip().upper() != wanted:
            refused = replace(screen, step=2, key=key or screen.key, error="sign.wrong_word")
            return answer(desk, "sign.html", refused, visit, UNPROCESSABLE)
        written = await visit.services.covenant.sign(
            covenant_id,
            screen.unit.id,
            digest,
            datetime.now(HERE).date(),
            key or screen.key,
        )
        seen = "" if written.position is None else f"&after={written.position}"
        return see(f"/giao-uoc?da-ky=1{seen}#chu-ky")

    return routes


async def _screen(visit: Visit, found: Covenant) -> covenant.CovenantScreen:
    registrations = await visit.services.covenant.registrations(found.covenant_id)
    return covenant.compose(found, registrations, visit.names, visit.account)


async def _sign_screen(visit: Visit, covenant_id: UUID) -> covenant.SignScreen:
    found = await visit.services.covenant.covenant(covenant_id)
    screen = await _screen(visit, found)
    if screen.signing_unit is None:
        raise ApiProblem("forbidden", 403, screen.sign.reason or "")
    # The account itself signs; the key makes a second click harmless.
    return covenant.SignScreen(
        screen, screen.signing_unit, visit.account.name, step=1, key=str(uuid4())
    )
