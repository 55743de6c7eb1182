"""What is done about a scorecard besides filling it in, and the page of one criterion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, answer, see
from services.console.pages.scorecards import form_of, scored
from services.console.pages.scoring import screen_of
from services.console.screens import criterion
from services.console.screens.refusals import Refusal, refusal
from shared.catalogue.formats import HERE, NumberUnreadable, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.console.screens.criterion import CriterionScreen

SERVER_ERROR = 500
NOT_FOUND = 404
UNPROCESSABLE = 422
# What a form of a page is called at the service.
ON_CARD = {
    "tra-lai": "returns",
    "tra-lai-khoi": "consolidation-returns",
    "xung-dot": "conflicts",
    "dieu-kien": "conditions",
}
ON_CRITERION = {
    "giai-trinh": "remarks",
    "cau-hoi": "remarks",
    "kien-nghi": "appeals",
    "giai-quyet": "appeal-decisions",
}


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["scoring"])

    @routes.post("/cham-diem/{card_id}/viec/{what}", response_class=HTMLResponse)
    async def act(card_id: UUID, what: str, request: Request) -> Response:
        """Return, step back, or judge a condition; each with a reason."""
        visit = await desk.visit(request)
        typed = await _typed(request)
        if what not in ON_CARD:
            raise ApiProblem("not_found", NOT_FOUND, what)
        try:
            position = await _tell(visit, card_id, ON_CARD[what], _of_card(what, typed), typed)
        except ApiProblem as problem:
            told = _refused(problem, visit)
            of = await scored(visit, card_id)
            screen = screen_of(visit, of, form_of(visit, of, None))
            if screen.work is None:
                raise
            work = replace(screen.work, refusal=told, typed={**typed, "viec": what})
            screen = replace(screen, work=work)
            return answer(desk, "scoring.html", screen, visit, problem.status)
        of = await scored(visit, card_id)
        return see(f"/cham-diem?don-vi={of.card.unit_id}&da-ghi=1{_seen(position)}#cham")

    async def build(visit: Visit) -> CriterionScreen:
        params = visit.request.path_params
        return await criterion_screen(visit, UUID(params["card_id"]), params["code"])

    @routes.post("/cham-diem/{card_id}/tieu-chi/{code}/{what}", response_class=HTMLResponse)
    async def say(card_id: UUID, code: str, what: str, request: Request) -> Response:
        """Explain, ask, appeal, or decide an appeal."""
        visit = await desk.visit(request)
        typed = await _typed(request)
        if what not in ON_CRITERION:
            raise ApiProblem("not_found", NOT_FOUND, what)
        try:
            body = _of_criterion(what, code, typed)
            position = await _tell(visit, card_id, ON_CRITERION[what], body, typed)
        except NumberUnreadable:
            told = Refusal("scoresheet.unreadable", {"typed": typed.get("gia-tri", "")})
            screen = await criterion_screen(visit, card_id, code)
            screen = replace(screen, refusal=told, typed={**typed, "viec": what})
            return answer(desk, "criterion.html", screen, visit, UNPROCESSABLE)
        except ApiProblem as problem:
            told = _refused(problem, visit)
            screen = await criterion_screen(visit, card_id, code)
            screen = replace(screen, refusal=told, typed={**typed, "viec": what})
            return answer(desk, "criterion.html", screen, visit, problem.status)
        where = f"/cham-diem/{card_id}/tieu-chi/{quote(code, safe='')}"
        return see(f"{where}?da-ghi=1{_seen(position)}")

    add_page(routes, desk, "/cham-diem/{card_id}/tieu-chi/{code}", "criterion.html", build)
    return routes


async def criterion_screen(visit: Visit, card_id: UUID, code: str) -> CriterionScreen:
    of = await scored(visit, card_id)
    screen = criterion.compose(
        of.card,
        of.frame,
        code,
        visit.account,
        visit.names,
        await _file_names(visit, card_id),
        frozenset(one.unit_id for one in of.cards),
        str(uuid4()),
        final=of.final,
    )
    if screen is None:
        raise ApiProblem("not_found", NOT_FOUND, code)
    return screen


async def _file_names(visit: Visit, card_id: UUID) -> dict[str, str]:
    """What the files are called, for who may look at them; nobody else is told."""
    try:
        return await visit.services.covenant.file_names(card_id)
    except ApiProblem as problem:
        if problem.status >= SERVER_ERROR:
            raise
        return {}


async def _typed(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


async def _tell(
    visit: Visit,
    card_id: UUID,
    what: str,
    body: dict[str, Any],
    typed: Mapping[str, str],
) -> str | None:
    key = typed.get("key") or str(uuid4())
    written = await visit.services.covenant.on_scorecard(card_id, what, body, key)
    return written.position


def _refused(problem: ApiProblem, visit: Visit) -> Refusal:
    if problem.status >= SERVER_ERROR:
        raise problem
    return refusal(problem, visit.names, visit.chrome.locale)


def _of_card(what: str, typed: Mapping[str, str]) -> dict[str, Any]:
    reason = typed.get("ly-do", "").strip()
    match what:
        case "xung-dot":
            return {"by_unit_id": typed.get("don-vi", ""), "reason": reason}
        case "dieu-kien":
            return {
                "condition": typed.get("dieu-kien", ""),
                "holds": typed.get("dung") == "1",
                "reason": reason,
            }
        case _:
            return {"reason": reason, "returned_on": datetime.now(HERE).date()}


def _of_criterion(what: str, code: str, typed: Mapping[str, str]) -> dict[str, Any]:
    said = typed.get("noi-dung", "").strip()
    match what:
        case "kien-nghi":
            return {"criterion": code, "grounds": said}
        case "giai-quyet":
            value = str(read_number(typed.get("gia-tri", "")))
            figure = "measured" if typed.get("so-do") == "1" else "value"
            return {"criterion": code, figure: value, "reason": said}
        case _:
            return {
                "kind": "explanation" if what == "giai-trinh" else "question",
                "criterion": code,
                "by_unit_id": typed.get("don-vi", ""),
                "text": said,
            }


def _seen(position: str | None) -> str:
    return "" if position is None else f"&after={position}"
