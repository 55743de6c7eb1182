"""The minutes of a meeting on paper, as Word and as PDF."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.console.desk import Desk
from services.console.pages.covenant.printing import DOCX, download, verified_at
from services.console.pages.meeting.reading import detail_of
from services.console.printing import pdf, word
from services.console.screens import minutes

if TYPE_CHECKING:
    from services.console.printing import Document


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["meeting"])

    @routes.get("/hop-khoi/{meeting_id}/bien-ban.docx")
    async def as_word(meeting_id: UUID, request: Request) -> Response:
        paper = await _paper(desk, request, meeting_id)
        return download(await asyncio.to_thread(word, paper), DOCX, "bien-ban-hop-khoi.docx")

    @routes.get("/hop-khoi/{meeting_id}/bien-ban.pdf")
    async def as_pdf(meeting_id: UUID, request: Request) -> Response:
        paper = await _paper(desk, request, meeting_id)
        made = await asyncio.to_thread(pdf, paper, desk.settings.frontend)
        return download(made, "application/pdf", "bien-ban-hop-khoi.pdf")

    return routes


async def _paper(desk: Desk, request: Request, meeting_id: UUID) -> Document:
    visit = await desk.visit(request)
    found = await visit.services.covenant.meeting(meeting_id)
    detail = await detail_of(visit, found)
    bloc = visit.names.blocs.get(found.bloc_id)
    address = verified_at(request, found.digest) if found.digest else None
    return minutes.compose(detail, found.year, bloc, address)
