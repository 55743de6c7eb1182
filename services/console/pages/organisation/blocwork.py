"""`/khoi/dieu-hanh`: members and leaders of a bloc, the rotation, closing, the next bloc."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.client.bloc import Change
from services.console.desk import Desk, Visit, read_id
from services.console.pages.covenant.confirming import UNPROCESSABLE, new_key
from services.console.pages.organisation import handover
from services.console.pages.organisation.forms import Act, Typed, unconfirmed
from services.console.pages.page import add_page, answer, see
from services.console.screens import blocwork
from services.console.screens.refusals import refusal

if TYPE_CHECKING:
    from services.console.screens.refusals import Refusal

SERVER_ERROR = 500
PATH = "/khoi/dieu-hanh"


def _appoint(bloc_id: str, typed: Typed) -> Change:
    form = {
        "head": _leader(typed.text("truong") or ""),
        "deputies": [_leader(each) for each in typed.each("pho")],
        "on": typed.text("ngay"),
    }
    return Change("PUT", f"/blocs/{bloc_id}/leadership", form)


def _leader(chosen: str) -> dict[str, str]:
    person, _, unit = chosen.partition("/")
    return {"person_id": person, "unit_id": unit}


def _admit(bloc_id: str, typed: Typed) -> Change:
    form = {"unit_id": typed.text("don-vi"), "on": typed.text("ngay")}
    return Change("POST", f"/blocs/{bloc_id}/members", form)


def _release(bloc_id: str, typed: Typed) -> Change:
    form = {
        "unit_id": typed.text("don-vi"),
        "on": typed.text("ngay"),
        "reason": typed.text("ly-do"),
    }
    return Change("POST", f"/blocs/{bloc_id}/departures", form)


def _close(bloc_id: str, typed: Typed) -> Change:
    return Change("POST", f"/blocs/{bloc_id}/closing", {"on": typed.text("ngay")})


def _form(bloc_id: str, typed: Typed) -> Change:
    """Another bloc; the one that is looked at is its predecessor."""
    form = {
        "name": typed.text("ten"),
        "year": typed.text("nam"),
        "period": typed.text("ky"),
        "organiser": typed.text("co-quan"),
        "formed_on": typed.text("ngay"),
        "basis": [line.strip() for line in typed.each("can-cu")],
        "predecessor_id": read_id(bloc_id),
        "unit_ids": typed.each("cac-don-vi"),
    }
    return Change("POST", "/blocs", form)


ACTS = {
    "phan-cong": Act(_appoint),
    "ket-nap": Act(_admit),
    "roi-khoi": Act(_release),
    "ket-thuc": Act(_close, "organisation.word_close"),
    "lap-khoi": Act(_form),
}


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["bloc"])

    @routes.get("/khoi/{bloc_id}/ban-giao.zip")
    async def pack(bloc_id: UUID, request: Request) -> Response:
        """Everything the next head needs, in one file."""
        visit = await desk.visit(request)
        body = await handover.packed(visit, bloc_id)
        headers = {"Content-Disposition": 'attachment; filename="ban-giao-khoi.zip"'}
        return Response(body, media_type="application/zip", headers=headers)

    @routes.post("/khoi/{bloc}/{what}", response_class=HTMLResponse)
    async def act(bloc: str, what: str, request: Request) -> Response:
        visit, typed = await desk.visit(request), await Typed.of(request)
        if what not in ACTS:
            raise ApiProblem("not_found", 404, what)
        told = unconfirmed(visit, ACTS[what], typed)
        if told is not None:
            return await _again(desk, visit, bloc, what, typed, told, UNPROCESSABLE)
        try:
            key = typed.text("key") or new_key()
            written = await visit.services.bloc.change(ACTS[what].told(bloc, typed), key)
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            return await _again(desk, visit, bloc, what, typed, told, problem.status)
        shown = written.id or bloc
        return see(f"{PATH}?khoi={shown}&da-ghi=1&after={written.position}")

    async def build(visit: Visit) -> blocwork.BlocWorkScreen:
        return await _screen(visit, None if visit.bloc is None else visit.bloc.id)

    add_page(routes, desk, PATH, "blocwork.html", build)
    return routes


async def _screen(visit: Visit, bloc_id: UUID | None) -> blocwork.BlocWorkScreen:
    if bloc_id is None:
        return blocwork.compose(None, None, visit.names, visit.account, new_key())
    after = [
        each for each in visit.request.query_params.getlist("after") if each.startswith("bloc:")
    ]
    api = visit.services.bloc
    bloc, rotation = await asyncio.gather(
        api.bloc(bloc_id, after), api.rotation(bloc_id, after)
    )
    return blocwork.compose(bloc, rotation, visit.names, visit.account, new_key())


async def _again(
    desk: Desk,
    visit: Visit,
    bloc: str,
    what: str,
    typed: Typed,
    told: Refusal,
    status: int,
) -> Response:
    """The page with what was refused and why; nothing that was typed is lost."""
    screen = replace(
        await _screen(visit, read_id(bloc)),
        refusal=told,
        opened=what,
        typed=dict(typed.values),
        ticked=(*typed.each("cac-don-vi"), *typed.each("pho")),
    )
    return answer(desk, "blocwork.html", screen, visit, status)
