"""`/cham-diem`: scorecards, the form of the layer one scores in, and the ranking."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, answer, see
from services.console.pages.scorecards import (
    Scored,
    beside,
    form_of,
    in_order,
    own_form,
    scored,
    seen_after,
    work_of,
)
from services.console.screens import scoring, typed_scores
from services.console.screens.covenant_text import units_of
from services.console.screens.refusals import Refusal, refusal
from shared.access import Role
from shared.catalogue.formats import HERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.console.screens.scoresheet import Scoresheet
    from services.console.screens.typed_scores import Given

SERVER_ERROR = 500
UNPROCESSABLE = 422


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["scoring"])

    async def build(visit: Visit) -> scoring.ScoringScreen | None:
        if visit.bloc is None:
            return None
        api, year, after = visit.services.covenant, visit.bloc.year, seen_after(visit)
        cards, ranking = await asyncio.gather(
            api.scorecards(visit.bloc.id, year, after), api.ranking(visit.bloc.id, year)
        )
        cards = in_order(visit, cards)
        own = units_of(visit.account, Role.UNIT_HEAD, Role.UNIT_OFFICER)
        card = scoring.shown_card(cards, visit.asked("don-vi"), own)
        if card is None:
            return scoring.compose(year, cards, None, ranking, visit.names, None)
        of = replace(await beside(visit, card), cards=cards)
        form = form_of(visit, of, visit.request.query_params.get("lop"))
        return screen_of(visit, of, form)

    @routes.post("/cham-diem/{card_id}/lop/{layer}", response_class=HTMLResponse)
    async def fill_in(card_id: UUID, layer: str, request: Request) -> Response:
        """Record what was typed, and submit the layer where that was asked for."""
        visit = await desk.visit(request)
        typed = {name: str(value) for name, value in (await request.form()).items()}
        of = await scored(visit, card_id)
        form = own_form(visit, of, layer)
        given = typed_scores.read(form, typed)
        if given.wrong:
            return _again(desk, visit, of, form, typed, next(iter(given.wrong.values())))
        try:
            position = await _told(visit, form, given, typed)
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            # What stands now is read again beside what was typed: nothing of either is lost.
            of = await scored(visit, card_id)
            form = own_form(visit, of, layer)
            told = refusal(problem, visit.names, visit.chrome.locale)
            return _again(desk, visit, of, form, typed, told, problem.status)
        seen = "" if position is None else f"&after={position}"
        return see(f"/cham-diem?don-vi={of.card.unit_id}&lop={layer}&da-ghi=1{seen}#cham")

    add_page(routes, desk, "/cham-diem", "scoring.html", build)
    return routes


def screen_of(visit: Visit, of: Scored, form: Scoresheet | None) -> scoring.ScoringScreen:
    """The page of one scorecard with what the reader may do."""
    screen = scoring.compose(
        of.card.year, of.cards, of.frame, of.ranking, visit.names, of.card.unit_id
    )
    return replace(screen, work=work_of(visit, of, form))


def _again(
    desk: Desk,
    visit: Visit,
    of: Scored,
    form: Scoresheet,
    typed: Mapping[str, str],
    told: Refusal,
    status: int = UNPROCESSABLE,
) -> Response:
    screen = screen_of(visit, of, typed_scores.refilled(form, typed, told))
    return answer(desk, "scoring.html", screen, visit, status)


async def _told(
    visit: Visit, form: Scoresheet, given: Given, typed: Mapping[str, str]
) -> str | None:
    """Tell the service; the position of the last change, none where nothing was typed."""
    api, today = visit.services.covenant, datetime.now(HERE).date()
    seen = typed.get("seen", "")
    key = typed.get("key") or form.key
    said: dict[str, object] = {"layer": form.layer, "by_unit_id": form.by_unit_id}
    if seen.isdecimal():
        said["seen"] = int(seen)
    position = None
    if given.scores:
        body = {**said, "recorded_on": today, "scores": given.scores}
        written = await api.on_scorecard(form.scorecard_id, "scores", body, f"{key}-ghi")
        position = written.position
    if typed.get("viec") == "nop":
        # What was recorded just now was decided on by the same person.
        body = {**said, "submitted_on": today}
        if given.scores:
            body.pop("seen", None)
        written = await api.on_scorecard(form.scorecard_id, "submissions", body, f"{key}-nop")
        position = written.position
    return position
