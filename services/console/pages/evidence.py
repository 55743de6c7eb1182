"""`/cham-diem/…/minh-chung`: files that are attached, withdrawn and looked at."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk
from services.console.pages.page import answer, see
from services.console.pages.scoring_actions import criterion_screen
from services.console.pages.uploads import uploaded
from services.console.screens.refusals import Refusal, refusal
from shared.files.kinds import LARGEST

SERVER_ERROR = 500
UNPROCESSABLE = 422
# What the service says of a file is passed on to the browser as it is.
PASSED_ON = (
    "content-type",
    "content-disposition",
    "content-security-policy",
    "x-content-type-options",
    "cache-control",
    "cross-origin-resource-policy",
)


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["scoring"])

    @routes.post("/cham-diem/{card_id}/minh-chung", response_class=HTMLResponse)
    async def attach(card_id: UUID, request: Request) -> Response:
        file = await uploaded(request, LARGEST)
        code = file.typed.get("tieu-chi", "")
        if file.name is None:
            return await _again(request, card_id, code, Refusal("criterion.no_file_chosen"))
        visit = await desk.visit(request)
        try:
            written = await visit.services.covenant.attach(
                card_id, code, file.name, file.content
            )
        except ApiProblem as problem:
            return await _refused(request, card_id, code, problem)
        return see(_where(card_id, code, written.position))

    @routes.post("/cham-diem/{card_id}/minh-chung/{digest}/rut", response_class=HTMLResponse)
    async def withdraw(card_id: UUID, digest: str, request: Request) -> Response:
        given = await request.form()
        code = str(given.get("tieu-chi", ""))
        body = {"criterion": code, "reason": str(given.get("ly-do", ""))}
        visit = await desk.visit(request)
        try:
            written = await visit.services.covenant.on_scorecard(
                card_id, f"evidence/{digest}/withdrawal", body, str(uuid4())
            )
        except ApiProblem as problem:
            return await _refused(request, card_id, code, problem)
        return see(_where(card_id, code, written.position))

    @routes.get("/cham-diem/{card_id}/minh-chung/{digest}")
    async def look(card_id: UUID, digest: str, request: Request) -> Response:
        visit = await desk.visit(request)
        content, said = await visit.services.covenant.file(card_id, digest)
        return Response(content, headers=_passed_on(said))

    async def _refused(
        request: Request, card_id: UUID, code: str, problem: ApiProblem
    ) -> Response:
        if problem.status >= SERVER_ERROR and problem.code != "scanner_away":
            raise problem
        visit = await desk.visit(request)
        told = refusal(problem, visit.names, visit.chrome.locale)
        return await _again(request, card_id, code, told, problem.status)

    async def _again(
        request: Request,
        card_id: UUID,
        code: str,
        told: Refusal,
        status: int = UNPROCESSABLE,
    ) -> Response:
        visit = await desk.visit(request)
        screen = replace(await criterion_screen(visit, card_id, code), refusal=told)
        return answer(desk, "criterion.html", screen, visit, status)

    return routes


def _where(card_id: UUID, code: str, position: str | None) -> str:
    seen = "" if position is None else f"&after={position}"
    return f"/cham-diem/{card_id}/tieu-chi/{quote(code, safe='')}?da-ghi=1{seen}#minh-chung"


def _passed_on(said: dict[str, str]) -> dict[str, str]:
    return {name: said[name] for name in PASSED_ON if name in said}
