"""The covenant on paper, as Word and as PDF, with the code by which it is verified."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.console.desk import Desk
from services.console.printing import pdf, word
from services.console.screens import covenant_paper
from services.console.screens.codes import code_of

if TYPE_CHECKING:
    from services.console.printing import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    @routes.get("/giao-uoc/{covenant_id}/giao-uoc.docx")
    async def as_word(covenant_id: UUID, request: Request) -> Response:
        paper, name = await _paper(desk, request, covenant_id)
        made = await asyncio.to_thread(word, paper)
        return download(made, DOCX, f"{name}.docx")

    @routes.get("/giao-uoc/{covenant_id}/giao-uoc.pdf")
    async def as_pdf(covenant_id: UUID, request: Request) -> Response:
        paper, name = await _paper(desk, request, covenant_id)
        made = await asyncio.to_thread(pdf, paper, desk.settings.frontend)
        return download(made, "application/pdf", f"{name}.pdf")

    @routes.get("/giao-uoc/{covenant_id}/van-ban.json")
    async def canonical(covenant_id: UUID, request: Request) -> Response:
        """The text to the byte, as a signature covers it."""
        visit = await desk.visit(request)
        body = await visit.services.covenant.canonical(covenant_id)
        return download(body, "application/json", "giao-uoc.json")

    return routes


async def _paper(desk: Desk, request: Request, covenant_id: UUID) -> tuple[Document, str]:
    visit = await desk.visit(request)
    file = await visit.services.covenant.covenant_file(covenant_id)
    digest = file.covenant.digest
    address = None if digest is None else verified_at(request, digest)
    return covenant_paper.compose(file, visit.names, address), f"giao-uoc-{file.covenant.year}"


def verified_at(request: Request, digest: str) -> str:
    """The address where the paper with this digest is verified, as its square code says it."""
    return str(request.url.replace(path="/kiem-tra", query=f"ma={code_of(digest)}"))


def download(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)
