"""Opening and signing, each in two steps with a typed word."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import (
    UNPROCESSABLE,
    new_key,
    shown_after,
    today,
    typed_word,
    wrong_word,
)
from services.console.pages.covenant.reading import screen_of
from services.console.pages.page import answer, see
from services.console.screens import covenant, covenant_text, signing
from services.console.screens.refusals import Refusal

FORBIDDEN = 403


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    @routes.get("/giao-uoc/{covenant_id}/ky", response_class=HTMLResponse)
    async def read_again(covenant_id: UUID, request: Request, phan: str = "") -> Response:
        """Step one: read the text again, and say so."""
        visit = await desk.visit(request)
        screen = await _sign_screen(visit, covenant_id, phan)
        if request.query_params.get("buoc") != "2":
            return answer(desk, "sign.html", screen, visit)
        if request.query_params.get("da-doc") != "1":
            refused = replace(screen, error=Refusal("sign.unread"))
            return answer(desk, "sign.html", refused, visit, UNPROCESSABLE)
        return answer(desk, "sign.html", replace(screen, step=2), visit)

    @routes.post("/giao-uoc/{covenant_id}/ky", response_class=HTMLResponse)
    async def sign(
        covenant_id: UUID,
        request: Request,
        word: Annotated[str, Form()] = "",
        digest: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
        phan: Annotated[str, Form()] = "",
    ) -> Response:
        """Step two: the typed word, and the signature."""
        visit = await desk.visit(request)
        screen = await _sign_screen(visit, covenant_id, phan)
        if not typed_word(visit, word, "sign.word"):
            wrong = wrong_word(visit, "sign.wrong_word", "sign.word")
            refused = replace(screen, step=2, key=key or screen.key, error=wrong)
            return answer(desk, "sign.html", refused, visit, UNPROCESSABLE)
        written = await visit.services.covenant.sign(
            covenant_id,
            screen.unit.id,
            digest,
            today(),
            key or screen.key,
            what=signing.address(phan),
            mandate_id=screen.mandate_id,
        )
        seen = "" if written.position is None else f"&after={written.position}"
        return see(f"/giao-uoc?da-ky=1{seen}#chu-ky")

    @routes.get("/giao-uoc/{covenant_id}/mo-ky", response_class=HTMLResponse)
    async def read_before_opening(covenant_id: UUID, request: Request) -> Response:
        visit = await desk.visit(request)
        screen = await _opening(visit, covenant_id)
        return answer(desk, "covenant_open.html", screen, visit)

    @routes.post("/giao-uoc/{covenant_id}/mo-ky", response_class=HTMLResponse)
    async def open_for_signing(
        covenant_id: UUID,
        request: Request,
        step: Annotated[str, Form()] = "1",
        word: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        screen = replace(await _opening(visit, covenant_id), step=2)
        if step != "2":
            return answer(desk, "covenant_open.html", screen, visit)
        if not typed_word(visit, word, "covenant_work.open_word"):
            wrong = wrong_word(visit, "sign.wrong_word", "covenant_work.open_word")
            refused = replace(screen, key=key or screen.key, error=wrong)
            return answer(desk, "covenant_open.html", refused, visit, UNPROCESSABLE)
        written = await visit.services.covenant.open(covenant_id, today(), key or screen.key)
        return see(shown_after("/giao-uoc", written, "#chu-ky"))

    return routes


async def _sign_screen(visit: Visit, covenant_id: UUID, part: str) -> covenant.SignScreen:
    whole = await screen_of(visit, covenant_id)
    file = await visit.services.covenant.covenant_file(covenant_id)
    chosen = signing.part_of(file, part)
    may = signing.may_sign(file, chosen, visit.account, today())
    if may is None:
        raise ApiProblem("forbidden", FORBIDDEN, whole.sign.reason or "")
    unit_id, mandate_id = may
    # The account itself signs; the key makes a second click harmless.
    return covenant.SignScreen(
        whole,
        visit.names.party(unit_id),
        visit.account.name,
        step=1,
        key=new_key(),
        part=part,
        title=chosen.title,
        digest=chosen.digest,
        articles=covenant.article_lines(chosen.articles),
        mandate_id=mandate_id,
    )


async def _opening(visit: Visit, covenant_id: UUID) -> covenant.OpeningScreen:
    whole = await screen_of(visit, covenant_id)
    action = covenant_text.may_write(visit.account, whole.bloc_id, whole.state, "covenant")
    if not action.allowed:
        raise ApiProblem("forbidden", FORBIDDEN, action.reason or "")
    return covenant.OpeningScreen(whole, step=1, key=new_key())
