"""`/xep-hang`: the ranking with its reasons, what it would be otherwise, and fixing it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit, read_id
from services.console.pages.covenant.confirming import (
    UNPROCESSABLE,
    new_key,
    shown_after,
    today,
    typed_word,
    wrong_word,
)
from services.console.pages.page import add_page, answer, see
from services.console.pages.scorecards import seen_after
from services.console.screens import ranking
from services.console.screens.refusals import Refusal, refusal
from shared.catalogue.formats import NumberUnreadable, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.bloc import Bloc
    from services.console.client.covenant import Frame, Scorecard, Supposition

SERVER_ERROR = 500
NOT_FOUND = 404


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["ranking"])

    async def build(visit: Visit) -> ranking.RankingScreen | None:
        if visit.bloc is None:
            return None
        screen, cards, frames = await _read(visit, visit.bloc)
        asked = _asked(visit)
        if asked is None:
            return screen
        return replace(screen, supposed=await _told(visit, visit.bloc, asked, cards, frames))

    @routes.get("/xep-hang/chot", response_class=HTMLResponse)
    async def look_again(request: Request) -> Response:
        """Step one: everything that will be fixed, and the word to type."""
        visit = await desk.visit(request)
        return answer(desk, "ranking_fix.html", await _to_fix(visit), visit)

    @routes.post("/xep-hang/chot", response_class=HTMLResponse)
    async def fix(
        request: Request,
        word: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """Step two: the typed word, and the ranking that was looked at is final."""
        visit = await desk.visit(request)
        screen = await _to_fix(visit)
        if visit.bloc is None or not screen.finalise.allowed:
            return answer(desk, "ranking_fix.html", screen, visit, UNPROCESSABLE)
        if not typed_word(visit, word, "ranking.word"):
            wrong = wrong_word(visit, "ranking.wrong_word", "ranking.word")
            again = replace(screen, key=key or screen.key, refusal=wrong)
            return answer(desk, "ranking_fix.html", again, visit, UNPROCESSABLE)
        form = {
            "bloc_id": visit.bloc.id,
            "year": visit.bloc.year,
            "finalised_on": today(),
            "seen": seen or None,
        }
        try:
            written = await visit.services.covenant.finalise_ranking(form, key or screen.key)
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            again = replace(await _to_fix(visit), refusal=told)
            return answer(desk, "ranking_fix.html", again, visit, problem.status)
        return see(shown_after("/xep-hang", written))

    add_page(routes, desk, "/xep-hang", "ranking.html", build)
    return routes


async def _read(
    visit: Visit, bloc: Bloc
) -> tuple[ranking.RankingScreen, Sequence[Scorecard], Sequence[Frame]]:
    api, after = visit.services.covenant, seen_after(visit)
    found, cards, frames = await asyncio.gather(
        api.ranking(bloc.id, bloc.year, after),
        api.scorecards(bloc.id, bloc.year, after),
        api.frames(bloc.id, bloc.year),
    )
    screen = ranking.compose(bloc, found, cards, frames, visit.names, visit.account, new_key())
    return screen, cards, frames


async def _to_fix(visit: Visit) -> ranking.RankingScreen:
    if visit.bloc is None:
        raise ApiProblem("not_found", NOT_FOUND, "no bloc")
    screen, _, _ = await _read(visit, visit.bloc)
    return screen


def _asked(visit: Visit) -> ranking.Supposed | None:
    """What is to be supposed, from the address: a value of a unit, or no checks of a scorer."""
    query = visit.request.query_params
    scorer = read_id(query.get("bo-don-vi"))
    unit_id, _, criterion = query.get("tieu-chi", "").partition("/")
    if scorer is None and not criterion:
        return None
    return ranking.Supposed(read_id(unit_id), criterion, query.get("gia-tri", ""), scorer)


async def _told(
    visit: Visit,
    bloc: Bloc,
    asked: ranking.Supposed,
    cards: Sequence[Scorecard],
    frames: Sequence[Frame],
) -> ranking.Supposed:
    """The answer to what was asked, or why there is none."""
    try:
        found = await _ask(
            visit, bloc, asked, is_measure=ranking.measured(frames, cards, asked)
        )
    except NumberUnreadable:
        unread = Refusal("scoresheet.unreadable", {"typed": asked.value})
        return replace(asked, refusal=unread)
    except ApiProblem as problem:
        if problem.status >= SERVER_ERROR:
            raise
        return replace(asked, refusal=refusal(problem, visit.names, visit.chrome.locale))
    return ranking.supposed(asked, found, cards, frames, visit.names)


async def _ask(
    visit: Visit, bloc: Bloc, asked: ranking.Supposed, *, is_measure: bool
) -> Supposition:
    api = visit.services.covenant
    if asked.scorer is not None:
        return await api.suppose_without(bloc.id, bloc.year, asked.scorer)
    if asked.unit_id is None:
        raise ApiProblem("supposition_unclear", UNPROCESSABLE, "no unit")
    typed = read_number(asked.value)
    return await api.suppose_value(
        bloc.id,
        bloc.year,
        asked.unit_id,
        asked.criterion,
        value=None if is_measure else typed,
        measured=typed if is_measure else None,
    )
