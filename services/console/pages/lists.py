"""`/danh-sach`: lists taken in from files, looked at before they count, and handed out."""

from __future__ import annotations

import asyncio
from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.client.intakes import IntakesClient
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, answer, see
from services.console.pages.uploads import uploaded
from services.console.screens import lists
from services.console.screens.refusals import Refusal, refusal
from shared.sheets import LARGEST
from shared.sheets.writing import MEDIA_TYPES, Form

SERVER_ERROR = 500
UNPROCESSABLE = 422


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["lists"])

    async def overview(visit: Visit) -> lists.ListsScreen:
        return lists.compose_lists(visit.account)

    add_page(routes, desk, "/danh-sach", "lists.html", overview)

    @routes.get("/danh-sach/{kind}/{what}/tep")
    async def download(
        kind: str, what: Literal["mau", "xuat"], request: Request, dang: Form = "xlsx"
    ) -> Response:
        visit = await desk.visit(request)
        if what == "mau":
            content = await intakes_of(visit, kind).sheet(
                kind, "sample", dang, visit.chrome.locale
            )
        elif kind in lists.OF_AWARDS:
            content = await _named(visit, kind, dang)
        else:
            content = await intakes_of(visit, kind).sheet(
                kind, "export", dang, visit.chrome.locale
            )
        name = f"{'mau' if what == 'mau' else 'danh-sach'}-{kind}.{dang}"
        return Response(
            content,
            media_type=MEDIA_TYPES[dang],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @routes.post("/danh-sach/{kind}", response_class=HTMLResponse)
    async def upload(kind: str, request: Request) -> Response:
        """Look at a file; nothing is recorded."""
        visit = await desk.visit(request)
        given = await uploaded(request, LARGEST)
        if given.name is None:
            told = Refusal("criterion.no_file_chosen")
            screen = lists.compose_lists(visit.account, kind, told)
            return answer(desk, "lists.html", screen, visit, UNPROCESSABLE)
        try:
            codes = (
                await visit.services.bloc.intakes.codes() if kind in lists.OF_AWARDS else None
            )
            intake = await intakes_of(visit, kind).upload(
                kind, given.name, given.content, codes
            )
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            screen = lists.compose_lists(visit.account, kind, told)
            return answer(desk, "lists.html", screen, visit, problem.status)
        return see(f"/danh-sach/{kind}/{intake.id}{'?loc=wrong' if intake.wrong else ''}")

    return routes


def intakes_of(visit: Visit, kind: str) -> IntakesClient:
    """The client of the service that takes in this kind of list."""
    if kind not in lists.KINDS:
        raise ApiProblem("not_found", 404, kind)
    services = visit.services
    return services.awards.intakes if kind in lists.OF_AWARDS else services.bloc.intakes


async def _named(visit: Visit, kind: str, form: Form) -> bytes:
    """An export with codes and names in the place of ids, which its service alone knows."""
    locale = visit.chrome.locale
    plain, codes = await asyncio.gather(
        intakes_of(visit, kind).sheet(kind, "export", "csv", locale),
        visit.services.bloc.intakes.codes(),
    )
    return await asyncio.to_thread(lists.named_export, plain, form, codes, visit.names, locale)
