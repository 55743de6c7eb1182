"""`/cham-diem/…/excel`: the grid taken away, and brought back with a look before it counts."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console import scoregrid
from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import answer
from services.console.pages.scorecards import Scored, form_of, own_form, scored
from services.console.pages.uploads import uploaded
from services.console.screens.gridcheck import GridScreen, checked
from services.console.screens.refusals import Refusal
from services.console.workbook import MEDIA_TYPE
from shared.catalogue import catalogue

UNPROCESSABLE = 422
COLUMNS = ("code", "name", "maximum", "rule", "value", "reason", "left_out")
RULES = ("points", "band", "proportional", "yes_no")


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["scoring"])

    @routes.get("/cham-diem/{card_id}/excel")
    async def download(card_id: UUID, request: Request) -> Response:
        visit = await desk.visit(request)
        of = await scored(visit, card_id)
        form = form_of(visit, of, request.query_params.get("lop"))
        if form is None:
            raise ApiProblem("forbidden", 403, "no layer of this scorecard")
        locale = visit.chrome.locale
        headings = [catalogue().text(f"gridfile.{one}", locale) for one in COLUMNS]
        rules = {one: catalogue().text(f"rule.{one}", locale) for one in RULES}
        layer = catalogue().text(f"layer.{form.layer}", locale)
        title = f"{_unit(visit, of)} · {of.card.year} · {layer}"
        content = scoregrid.written(form, of.frame, title, headings, rules)
        name = f"bang-cham-{of.card.year}-{form.layer}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    @routes.get("/cham-diem/{card_id}/lop/{layer}/nhap", response_class=HTMLResponse)
    async def choose(card_id: UUID, layer: str, request: Request) -> Response:
        visit = await desk.visit(request)
        return answer(desk, "scoregrid.html", await _screen(visit, card_id, layer), visit)

    @routes.post("/cham-diem/{card_id}/lop/{layer}/nhap", response_class=HTMLResponse)
    async def look(card_id: UUID, layer: str, request: Request) -> Response:
        """What the file would change, and what is wrong in it; nothing is recorded."""
        visit = await desk.visit(request)
        screen = await _screen(visit, card_id, layer)
        file = await uploaded(request, scoregrid.LARGEST)
        if file.name is None:
            refused = replace(screen, refusal=Refusal("criterion.no_file_chosen"))
            return answer(desk, "scoregrid.html", refused, visit, UNPROCESSABLE)
        too_large = len(file.content) > scoregrid.LARGEST
        try:
            rows = [] if too_large else scoregrid.read(file.content)
        except scoregrid.GridUnreadable:
            rows = []
        if not rows:
            refused = replace(screen, refusal=Refusal("gridfile.unreadable"))
            return answer(desk, "scoregrid.html", refused, visit, UNPROCESSABLE)
        of = await scored(visit, card_id)
        looked = replace(screen, lines=checked(screen.form, of.frame, rows))
        return answer(desk, "scoregrid.html", looked, visit)

    return routes


async def _screen(visit: Visit, card_id: UUID, layer: str) -> GridScreen:
    of = await scored(visit, card_id)
    return GridScreen(own_form(visit, of, layer), _unit(visit, of))


def _unit(visit: Visit, of: Scored) -> str:
    return visit.names.name(of.card.unit_id) or "–"
