"""`/giao-uoc/soan`: writing a covenant, revising its draft, and appendices to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import (
    UNPROCESSABLE,
    new_key,
    shown_after,
    today,
)
from services.console.pages.page import answer, see
from services.console.screens import covenant_start, covenant_text
from services.console.screens.covenant_text import Meanwhile, TextScreen, Typed
from services.console.screens.refusals import Refusal, refusal
from shared.catalogue.formats import NumberUnreadable

if TYPE_CHECKING:
    from services.console.client.covenant import Covenant

CONFLICT = 409
SERVER_ERROR = 500


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    @routes.get("/giao-uoc/soan", response_class=HTMLResponse)
    async def begin(request: Request) -> Response:
        visit = await desk.visit(request)
        return answer(desk, "covenant_write.html", await _new(visit), visit)

    @routes.post("/giao-uoc/soan", response_class=HTMLResponse)
    async def draft(request: Request) -> Response:
        visit, form = await desk.visit(request), await request.form()
        screen = _typed(await _new(visit), form)
        bloc = visit.bloc
        if "add" in form or bloc is None or not screen.action.allowed:
            return answer(desk, "covenant_write.html", screen, visit)
        typed = covenant_text.typed_in(form)
        head = {
            "bloc_id": bloc.id,
            "year": bloc.year,
            "title": typed.title,
            "unit_ids": list(bloc.unit_ids),
            "basis": [line.strip() for line in typed.basis.splitlines() if line.strip()],
            "drafted_on": today(),
        }
        try:
            written = await visit.services.covenant.draft(head | typed.body(), screen.key)
        except (ApiProblem, NumberUnreadable) as problem:
            return _refused(desk, visit, screen, problem)
        return see(shown_after("/giao-uoc", written))

    @routes.get("/giao-uoc/{covenant_id}/soan", response_class=HTMLResponse)
    async def write_over(covenant_id: UUID, request: Request) -> Response:
        visit = await desk.visit(request)
        found = await visit.services.covenant.covenant(covenant_id)
        return answer(desk, "covenant_write.html", _existing(visit, found), visit)

    @routes.post("/giao-uoc/{covenant_id}/soan", response_class=HTMLResponse)
    async def revise(covenant_id: UUID, request: Request) -> Response:
        visit, form = await desk.visit(request), await request.form()
        found = await visit.services.covenant.covenant(covenant_id)
        screen = _typed(_existing(visit, found), form)
        if "add" in form or not screen.action.allowed:
            return answer(desk, "covenant_write.html", screen, visit)
        try:
            body = covenant_text.typed_in(form).body() | {"revised_on": today()}
            written = await visit.services.covenant.revise(
                covenant_id, screen.version, body, screen.key
            )
        except (ApiProblem, NumberUnreadable) as problem:
            if isinstance(problem, ApiProblem) and problem.code == "version_conflict":
                return await _meanwhile(desk, visit, screen, covenant_id)
            return _refused(desk, visit, screen, problem)
        return see(shown_after("/giao-uoc", written))

    @routes.get("/giao-uoc/{covenant_id}/phu-luc", response_class=HTMLResponse)
    async def begin_appendix(covenant_id: UUID, request: Request) -> Response:
        visit = await desk.visit(request)
        found = await visit.services.covenant.covenant(covenant_id)
        return answer(desk, "covenant_write.html", _appendix(visit, found), visit)

    @routes.post("/giao-uoc/{covenant_id}/phu-luc", response_class=HTMLResponse)
    async def open_appendix(covenant_id: UUID, request: Request) -> Response:
        visit, form = await desk.visit(request), await request.form()
        file = await visit.services.covenant.covenant_file(covenant_id)
        screen = _typed(_appendix(visit, file.covenant), form)
        if "add" in form or not screen.action.allowed:
            return answer(desk, "covenant_write.html", screen, visit)
        typed = covenant_text.typed_in(form)
        head = {
            "number": len(file.appendices) + 1,
            "title": typed.title,
            "joined_unit_ids": [
                one.unit_id for one in file.accessions if one.signature is not None
            ],
            "opened_on": today(),
        }
        try:
            written = await visit.services.covenant.add(
                covenant_id, "appendices", head | typed.body(), screen.key
            )
        except (ApiProblem, NumberUnreadable) as problem:
            return _refused(desk, visit, screen, problem)
        return see(shown_after("/giao-uoc", written, "#phu-luc"))

    return routes


async def _new(visit: Visit) -> TextScreen:
    bloc, chosen = visit.bloc, visit.request.query_params.get("mau", covenant_start.BLANK)
    typed, names = Typed(), list[str]()
    earlier: tuple[Covenant, ...] = ()
    if bloc is not None:
        earlier = await visit.services.covenant.covenants()
        typed = covenant_start.begin(chosen, bloc, earlier, visit.chrome.locale)
        names = [visit.names.name(one) or "" for one in bloc.unit_ids]
    action = covenant_text.may_write(
        visit.account, None if bloc is None else bloc.id, None, "covenant"
    )
    screen = covenant_text.screen("covenant", None, typed, "", new_key(), action, names)
    return replace(screen, starts=covenant_start.starts(earlier), start=chosen)


def _existing(visit: Visit, found: Covenant) -> TextScreen:
    typed = covenant_text.typed_of(
        found.title, found.basis, found.articles, found.pledges, visit.chrome.locale
    )
    action = covenant_text.may_write(visit.account, found.bloc_id, found.state, "covenant")
    return covenant_text.screen(
        "covenant", found.covenant_id, typed, str(found.version), new_key(), action
    )


def _appendix(visit: Visit, found: Covenant) -> TextScreen:
    action = covenant_text.may_write(visit.account, found.bloc_id, found.state, "appendix")
    return covenant_text.screen("appendix", found.covenant_id, Typed(), "", new_key(), action)


def _typed(screen: TextScreen, form: FormData) -> TextScreen:
    """The form as it was typed, in the place of what it began with."""
    return replace(
        screen,
        typed=covenant_text.typed_in(form).with_room(),
        version=str(form.get("version", screen.version)),
        key=str(form.get("key", "")) or screen.key,
    )


async def _meanwhile(
    desk: Desk, visit: Visit, screen: TextScreen, covenant_id: UUID
) -> Response:
    """Who was first, and the form as it was typed; saving it again is then meant."""
    newest = await visit.services.covenant.covenant(covenant_id)
    last = newest.revisions[-1]
    told = replace(
        screen,
        version=str(newest.version),
        key=new_key(),
        meanwhile=Meanwhile(visit.names.accounts.get(last.actor, last.actor), last.revised_on),
    )
    return answer(desk, "covenant_write.html", told, visit, CONFLICT)


def _refused(
    desk: Desk, visit: Visit, screen: TextScreen, problem: ApiProblem | NumberUnreadable
) -> Response:
    status, told = UNPROCESSABLE, Refusal("problem.number_unreadable")
    if isinstance(problem, ApiProblem):
        if problem.status >= SERVER_ERROR:
            raise problem
        status = problem.status
        told = refusal(problem, visit.names, visit.chrome.locale)
    refused: Any = replace(screen, key=new_key(), error=told)
    return answer(desk, "covenant_write.html", refused, visit, status)
