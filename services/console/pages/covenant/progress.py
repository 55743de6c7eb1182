"""`/giao-uoc/tien-do`: the covenant at half-year, who is late, and reminding them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import new_key, shown_after, today
from services.console.pages.covenant.reading import chosen_of
from services.console.pages.page import add_page, answer, see
from services.console.screens import progress
from services.console.screens.lateness import half_of, pending
from services.console.screens.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from datetime import date

    from services.console.client import Written

PATH = "/giao-uoc/tien-do"
SERVER_ERROR = 500


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    async def build(visit: Visit) -> progress.ProgressScreen | None:
        return await _screen(desk, visit)

    async def done(visit: Visit, change: Awaitable[Written], form: str) -> Response:
        try:
            written = await change
        except ApiProblem as problem:
            screen = await _screen(desk, visit)
            if screen is None or problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            refused = replace(screen, form=form, error=told)
            return answer(desk, "progress.html", refused, visit, problem.status)
        return see(shown_after(PATH, written, f"#{form}"))

    @routes.post(PATH, response_class=HTMLResponse)
    async def report(
        request: Request,
        don_vi: Annotated[UUID, Form()],
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """Every article has two fields, named by its number."""
        visit = await desk.visit(request)
        screen = await _screen(desk, visit)
        if screen is None:
            return see(PATH)
        typed = await request.form()
        form = {
            "covenant_id": screen.covenant_id,
            "unit_id": don_vi,
            "until": screen.until,
            "reported_on": today(),
            "lines": [
                {
                    "article": row.number,
                    "course": str(typed.get(f"tien_do_{row.number}", "on_course")),
                    "text": str(typed.get(f"ghi_{row.number}", "")).strip(),
                }
                for row in screen.rows
            ],
        }
        change = visit.services.covenant.report_progress(form, key or new_key())
        return await done(visit, change, "bao-cao")

    @routes.post(f"{PATH}/nhac", response_class=HTMLResponse)
    async def remind(
        request: Request,
        viec: Annotated[str, Form()],
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """One act reminds every unit that is late with the matter now."""
        visit = await desk.visit(request)
        screen, bloc = await _screen(desk, visit), visit.bloc
        if screen is None or bloc is None:
            return see(PATH)
        late = next((one for one in screen.late if one.matter == viec), None)
        form = {
            "bloc_id": bloc.id,
            "year": bloc.year,
            "matter": viec,
            "unit_ids": [] if late is None else [one.id for one in late.units],
            "due": None if late is None else late.due,
        }
        change = visit.services.covenant.remind(form, key or new_key())
        return await done(visit, change, "cham")

    add_page(routes, desk, PATH, "progress.html", build)
    return routes


async def _screen(desk: Desk, visit: Visit) -> progress.ProgressScreen | None:
    bloc = visit.bloc
    if bloc is None:
        return None
    api, after = visit.services.covenant, visit.request.query_params.getlist("after")
    found = await api.covenants(bloc.id, bloc.year)
    if not found:
        return None
    shown = chosen_of(visit, found).covenant_id
    file, reports, reminders, cards, layers, ranking = await asyncio.gather(
        api.covenant_file(shown),
        api.progress_reports(shown, after),
        api.reminders(bloc.id, bloc.year, after),
        api.scorecards(bloc.id, bloc.year),
        api.deadlines(bloc.id, bloc.year),
        api.ranking(bloc.id, bloc.year),
    )
    last_days = {f"{one.layer}_score": one.last_day for one in layers}

    def due(task: str) -> date | None:
        return last_days.get(task) or desk.deadlines.of(task, bloc.year)

    until, on, final = half_of(bloc), today(), ranking.finalised is not None
    return progress.compose(
        file,
        reports,
        tuple(pending(file, reports, cards, until, due, on, final=final)),
        reminders,
        visit.account,
        visit.names,
        until=until,
        today=on,
        key=new_key(),
    )
