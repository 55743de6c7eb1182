"""The sheet of a secret ballot, its count, and the sheets of all once it was counted.

The browser seals what is chosen before it sends it. Where it cannot, the sheet is sealed here,
in memory and at once; no choice is kept, logged or shown again.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import (
    UNPROCESSABLE,
    new_key,
    typed_word,
    wrong_word,
)
from services.console.pages.page import NOT_KEPT, add_page, answer, see
from services.console.screens import ballot
from services.console.screens.chair import lead_obstacle
from services.console.screens.refusals import Refusal, refusal
from shared.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.console.client.covenant import Ballot

FORBIDDEN, SERVER_ERROR = 403, 500


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["meeting"])

    async def build(visit: Visit) -> ballot.VoteScreen:
        return await _vote_screen(visit, UUID(str(visit.request.path_params["ballot_id"])))

    @routes.post("/hop-khoi/bo-phieu/{ballot_id}", response_class=HTMLResponse)
    async def vote(
        ballot_id: UUID,
        request: Request,
        sealed: Annotated[str, Form()] = "",
        chon: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        visit = await desk.visit(request)
        found = await visit.services.covenant.ballot(ballot_id)
        screen = ballot.vote_screen(await _shown(visit, found), None, visit.names)
        unit = screen.ballot.unit
        if unit is None:
            reason = Refusal(f"{screen.ballot.vote.reason}")
            return _unkept(answer(desk, "vote.html", replace(screen, error=reason), visit, 409))
        if not sealed:
            chosen = {one for one in found.candidate_unit_ids if str(one) in (chon or ())}
            if len(chosen) > found.at_most:
                told = replace(screen, error=Refusal("vote.too_many"), chosen=tuple(chosen))
                return _unkept(answer(desk, "vote.html", told, visit, UNPROCESSABLE))
            sealed = _sealed(found, chosen)
        try:
            written = await visit.services.covenant.cast(ballot_id, unit.id, sealed)
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = replace(screen, error=refusal(problem, visit.names, visit.chrome.locale))
            return _unkept(answer(desk, "vote.html", told, visit, problem.status))
        after = [] if written.position is None else [written.position]
        now = await _vote_screen(visit, ballot_id, after)
        return _unkept(answer(desk, "vote.html", replace(now, receipt=written.receipt), visit))

    @routes.get("/hop-khoi/bo-phieu/{ballot_id}/ket-thuc", response_class=HTMLResponse)
    async def before_the_count(ballot_id: UUID, request: Request) -> Response:
        """Step one: who has voted, who has not, and what cannot be undone."""
        visit = await desk.visit(request)
        return answer(desk, "ballot_end.html", await _ending(visit, ballot_id), visit)

    @routes.post("/hop-khoi/bo-phieu/{ballot_id}/kiem-phieu", response_class=HTMLResponse)
    async def count(
        ballot_id: UUID,
        request: Request,
        word: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """Step two: the typed word, the count and the announcement."""
        visit = await desk.visit(request)
        screen = await _ending(visit, ballot_id)
        if not typed_word(visit, word, "vote.count_word"):
            told = replace(
                screen,
                key=key or screen.key,
                error=wrong_word(visit, "vote.wrong_word", "vote.count_word"),
            )
            return answer(desk, "ballot_end.html", told, visit, UNPROCESSABLE)
        return await _end(desk, visit, screen, "count", {}, key)

    @routes.post("/hop-khoi/bo-phieu/{ballot_id}/huy", response_class=HTMLResponse)
    async def annul(
        ballot_id: UUID,
        request: Request,
        ly_do: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        screen = await _ending(visit, ballot_id)
        return await _end(desk, visit, screen, "annulment", {"reason": ly_do}, key)

    add_page(routes, desk, "/hop-khoi/bo-phieu/{ballot_id}", "vote.html", build, kept=False)
    return routes


async def _vote_screen(
    visit: Visit, ballot_id: UUID, after: list[str] | None = None
) -> ballot.VoteScreen:
    api = visit.services.covenant
    asked = visit.request.query_params.getlist("after") if after is None else after
    found = await api.ballot(ballot_id, asked)
    recount = await api.recount(ballot_id) if found.state == "counted" else None
    return ballot.vote_screen(await _shown(visit, found), recount, visit.names)


async def _shown(visit: Visit, found: Ballot) -> ballot.BallotScreen:
    meeting = await visit.services.covenant.meeting(found.meeting_id)
    obstacle = lead_obstacle(meeting, visit.account)
    return ballot.ballot_screen(found, visit.account, visit.names, obstacle)


async def _ending(visit: Visit, ballot_id: UUID) -> ballot.EndingScreen:
    found = await visit.services.covenant.ballot(ballot_id)
    shown = await _shown(visit, found)
    if not shown.end.allowed:
        raise ApiProblem("forbidden", FORBIDDEN, shown.end.reason or "")
    return ballot.EndingScreen(shown, new_key())


async def _end(
    desk: Desk,
    visit: Visit,
    screen: ballot.EndingScreen,
    how: str,
    body: Mapping[str, Any],
    key: str,
) -> Response:
    shown = screen.ballot
    try:
        written = await visit.services.covenant.end_ballot(
            shown.id, how, body, key or screen.key
        )
    except ApiProblem as problem:
        if problem.status >= SERVER_ERROR:
            raise
        told = replace(screen, error=refusal(problem, visit.names, visit.chrome.locale))
        return answer(desk, "ballot_end.html", told, visit, problem.status)
    return see(f"/hop-khoi?hop={shown.meeting_id}&after={written.position}#lan-{shown.number}")


def _sealed(found: Ballot, chosen: set[UUID]) -> str:
    """The sheet of a browser that cannot seal."""
    sheet = bytes(one in chosen for one in found.candidate_unit_ids)
    closed = seal(bytes.fromhex(found.public_key), sheet, found.ballot_id.bytes)
    return b64encode(closed).decode()


def _unkept(response: Response) -> Response:
    """A page that no browser keeps: a receipt is shown once, a choice never again."""
    response.headers["Cache-Control"] = NOT_KEPT
    return response
