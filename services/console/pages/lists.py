"""`/danh-sach`: lists taken in from files, looked at before they count, and handed out."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.client.intakes import Form, IntakesClient
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, answer, see
from services.console.pages.uploads import uploaded
from services.console.screens import lists
from services.console.screens.refusals import Refusal, refusal
from shared.sheets import LARGEST

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
        wanted: Literal["sample", "export"] = "sample" if what == "mau" else "export"
        content, headers = await intakes_of(visit, kind).sheet(
            kind, wanted, dang, visit.chrome.locale
        )
        name = f"{'mau' if what == 'mau' else 'danh-sach'}-{kind}.{dang}"
        return Response(
            content,
            media_type=headers["content-type"],
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
            intake = await intakes_of(visit, kind).upload(kind, given.name, given.content)
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
    return visit.services.bloc.intakes
