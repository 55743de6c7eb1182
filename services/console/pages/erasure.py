"""`/nhan-su/{id}/xoa-du-lieu`: erasing a person's data, in two steps with a typed word."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.client.bloc import Change
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import (
    UNPROCESSABLE,
    new_key,
    shown_after,
    today,
    typed_word,
    wrong_word,
)
from services.console.pages.page import add_page, answer, see
from services.console.screens import erasure
from services.console.screens.units import officers_only

PATH = "/nhan-su/{person_id}/xoa-du-lieu"
FORBIDDEN = 403


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["people"])

    async def build(visit: Visit) -> erasure.ErasureScreen:
        screen = await _screen(visit, UUID(visit.request.path_params["person_id"]))
        chosen = visit.request.query_params.get("ly-do", "")
        if screen.erased_on is None and chosen in erasure.REASONS:
            return replace(screen, step=2, reason=chosen)
        return screen

    @routes.post(PATH, response_class=HTMLResponse)
    async def erase(
        person_id: UUID,
        request: Request,
        word: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """Step two: the typed word, and the erasure."""
        visit = await desk.visit(request)
        screen = replace(await _screen(visit, person_id), step=2, reason=reason)
        screen = replace(screen, key=key or screen.key)
        if not typed_word(visit, word, "erasure.word"):
            wrong = wrong_word(visit, "sign.wrong_word", "erasure.word")
            refused = replace(screen, error=wrong)
            return answer(desk, "erasure.html", refused, visit, UNPROCESSABLE)
        form = {"on": today(), "reason": reason}
        told = Change("POST", f"/people/{person_id}/erasure", form)
        written = await visit.services.bloc.change(told, screen.key)
        desk.directory.people.forget(person_id)
        return see(shown_after(f"/nhan-su/{person_id}/xoa-du-lieu", written))

    add_page(routes, desk, PATH, "erasure.html", build)
    return routes


async def _screen(visit: Visit, person_id: UUID) -> erasure.ErasureScreen:
    action = officers_only(visit.account)
    if not action.allowed:
        raise ApiProblem("forbidden", FORBIDDEN, action.reason or "")
    seen = tuple(filter(None, [visit.request.query_params.get("after")]))
    person = await visit.services.bloc.person(person_id, seen)
    told = await visit.services.bloc.erasure(person_id)
    awards = await visit.or_else(visit.services.awards.awards(), None)
    return erasure.compose(person, told, visit.names, awards, new_key())
