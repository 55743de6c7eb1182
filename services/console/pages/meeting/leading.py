"""What is done at a meeting: call it, note who is here, open, ballot, propose, close."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import new_key
from services.console.pages.meeting.reading import screen_of
from services.console.pages.page import answer, see
from services.console.screens.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from services.console.client import Written

SERVER_ERROR = 500


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["meeting"])

    async def done(
        visit: Visit,
        meeting_id: UUID | None,
        change: Awaitable[Written],
        form: str,
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        """The page after the change; of one that was refused, with what was typed."""
        try:
            written = await change
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            screen = await screen_of(visit, meeting_id)
            if screen is None:
                raise
            refused = replace(
                screen,
                form=form,
                error=refusal(problem, visit.names, visit.chrome.locale),
                typed=typed or {},
            )
            return answer(desk, "meeting.html", refused, visit, problem.status)
        shown = meeting_id or written.id
        return see(f"/hop-khoi?hop={shown}&after={written.position}#{form}")

    async def at(
        request: Request,
        meeting_id: UUID,
        what: str,
        body: Mapping[str, Any],
        form: str,
        key: str = "",
    ) -> Response:
        visit = await desk.visit(request)
        change = visit.services.covenant.at_meeting(meeting_id, what, body, key or new_key())
        return await done(visit, meeting_id, change, form)

    @routes.post("/hop-khoi", response_class=HTMLResponse)
    async def call(
        request: Request,
        ngay: Annotated[str, Form()] = "",
        gio: Annotated[str, Form()] = "",
        dia_diem: Annotated[str, Form()] = "",
        chuong_trinh: Annotated[str, Form()] = "",
        ly_do: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        bloc = visit.bloc
        if bloc is None:
            return see("/hop-khoi")
        body = {
            "bloc_id": bloc.id,
            "year": bloc.year,
            "unit_ids": bloc.unit_ids,
            "held_on": ngay,
            "begins_at": gio,
            "place": dia_diem.strip(),
            "agenda": [line.strip() for line in chuong_trinh.splitlines() if line.strip()],
            "reason": ly_do.strip(),
        }
        typed = {"ngay": ngay, "gio": gio, "dia_diem": dia_diem, "chuong_trinh": chuong_trinh}
        typed |= {"ly_do": ly_do}
        change = visit.services.covenant.call_meeting(body, key or new_key())
        return await done(visit, None, change, "trieu-tap", typed)

    @routes.post("/hop-khoi/{meeting_id}/co-mat", response_class=HTMLResponse)
    async def note_presence(
        meeting_id: UUID,
        request: Request,
        don_vi: Annotated[UUID, Form()],
        tai_khoan: Annotated[str, Form()] = "",
        van_ban: Annotated[str, Form()] = "",
    ) -> Response:
        body = {
            "unit_id": don_vi,
            "account": tai_khoan.strip() or None,
            "document_number": van_ban.strip(),
        }
        return await at(request, meeting_id, "presences", body, "co-mat")

    @routes.post("/hop-khoi/{meeting_id}/roi", response_class=HTMLResponse)
    async def note_departure(
        meeting_id: UUID, request: Request, don_vi: Annotated[UUID, Form()]
    ) -> Response:
        return await at(request, meeting_id, "departures", {"unit_id": don_vi}, "co-mat")

    @routes.post("/hop-khoi/{meeting_id}/chu-tri", response_class=HTMLResponse)
    async def take_chair(
        meeting_id: UUID,
        request: Request,
        ly_do: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        body = {"reason": ly_do.strip()}
        change = visit.services.covenant.at_meeting(meeting_id, "chair", body, key or new_key())
        return await done(visit, meeting_id, change, "chu-tri", {"ly_do": ly_do})

    @routes.post("/hop-khoi/{meeting_id}/khai-mac", response_class=HTMLResponse)
    async def open_meeting(
        meeting_id: UUID, request: Request, key: Annotated[str, Form()] = ""
    ) -> Response:
        return await at(request, meeting_id, "opening", {}, "co-mat", key)

    @routes.post("/hop-khoi/{meeting_id}/bo-phieu", response_class=HTMLResponse)
    async def open_ballot(
        meeting_id: UUID,
        request: Request,
        lan: Annotated[int, Form()],
        ung_cu: Annotated[list[UUID] | None, Form()] = None,
        toi_da: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        """Without a number each candidate is voted on by itself."""
        standing = ung_cu or []
        most = int(toi_da) if toi_da.strip().isdecimal() else max(1, len(standing))
        body = {"number": lan, "candidate_unit_ids": standing, "at_most": max(1, most)}
        return await at(request, meeting_id, "ballots", body, "bo-phieu", key)

    @routes.post("/hop-khoi/{meeting_id}/truong-khoi", response_class=HTMLResponse)
    async def propose_next_head(
        meeting_id: UUID, request: Request, don_vi: Annotated[UUID, Form()]
    ) -> Response:
        return await at(request, meeting_id, "next-head", {"unit_id": don_vi}, "truong-khoi")

    @routes.post("/hop-khoi/{meeting_id}/be-mac", response_class=HTMLResponse)
    async def close(
        meeting_id: UUID,
        request: Request,
        ket_luan: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        body = {"conclusion": ket_luan.strip()}
        change = visit.services.covenant.at_meeting(
            meeting_id, "closing", body, key or new_key()
        )
        return await done(visit, meeting_id, change, "be-mac", {"ket_luan": ket_luan})

    return routes
