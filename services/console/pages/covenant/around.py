"""Comments, mandates, units that join later and attached signatures: small forms, one step."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import new_key, shown_after, today
from services.console.pages.covenant.reading import screen_of
from services.console.pages.page import answer, see
from services.console.screens.covenant import Refused
from services.console.screens.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from services.console.client import Written

SERVER_ERROR = 500
ED25519_BYTES = 32


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    async def done(
        visit: Visit,
        covenant_id: UUID,
        change: Awaitable[Written],
        typed: Mapping[str, Any],
        anchor: str,
    ) -> Response:
        """The page after the change; of one that was refused, with what was typed."""
        try:
            written = await change
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            screen = await screen_of(visit, covenant_id)
            refused = Refused(anchor, told, {k: str(v or "") for k, v in typed.items()})
            return answer(
                desk, "covenant.html", screen.refused_with(refused), visit, problem.status
            )
        return see(shown_after("/giao-uoc", written, f"#{anchor}"))

    @routes.post("/giao-uoc/{covenant_id}/gop-y", response_class=HTMLResponse)
    async def comment(
        covenant_id: UUID,
        request: Request,
        unit: Annotated[UUID, Form()],
        text: Annotated[str, Form()] = "",
        article: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        form = {
            "unit_id": unit,
            "text": text.strip(),
            "article": int(article) if article.isdecimal() else None,
            "commented_on": today(),
        }
        change = visit.services.covenant.add(covenant_id, "comments", form, key or new_key())
        return await done(visit, covenant_id, change, form, "gop-y")

    @routes.post("/giao-uoc/{covenant_id}/gop-y/{comment_id}", response_class=HTMLResponse)
    async def answer_comment(
        covenant_id: UUID,
        comment_id: UUID,
        request: Request,
        outcome: Annotated[str, Form()] = "answered",
        said: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        form = {"outcome": outcome, "answer": said.strip(), "answered_on": today()}
        change = visit.services.covenant.answer_comment(
            covenant_id, comment_id, form, key or new_key()
        )
        typed = {f"answer-{comment_id}": said}
        return await done(visit, covenant_id, change, typed, "gop-y")

    @routes.post("/giao-uoc/{covenant_id}/uy-quyen", response_class=HTMLResponse)
    async def give_mandate(
        covenant_id: UUID,
        request: Request,
        unit: Annotated[UUID, Form()],
        account: Annotated[str, Form()] = "",
        document_number: Annotated[str, Form()] = "",
        since: Annotated[str, Form()] = "",
        until: Annotated[str, Form()] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        form = {
            "unit_id": unit,
            "account": account.strip(),
            "document_number": document_number.strip(),
            "since": since,
            "until": until,
            "given_on": today(),
        }
        change = visit.services.covenant.add(covenant_id, "mandates", form, key or new_key())
        return await done(visit, covenant_id, change, form, "uy-quyen")

    @routes.post("/giao-uoc/{covenant_id}/uy-quyen/{mandate_id}/rut")
    async def withdraw_mandate(
        covenant_id: UUID, mandate_id: UUID, request: Request
    ) -> Response:
        visit = await desk.visit(request)
        change = visit.services.covenant.withdraw_mandate(
            covenant_id, mandate_id, today(), new_key()
        )
        return await done(visit, covenant_id, change, {}, "uy-quyen")

    @routes.post("/giao-uoc/{covenant_id}/tham-gia", response_class=HTMLResponse)
    async def admit(
        covenant_id: UUID,
        request: Request,
        unit: Annotated[UUID, Form()],
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        form = {"unit_id": unit, "joined_on": today()}
        change = visit.services.covenant.add(covenant_id, "accessions", form, key or new_key())
        return await done(visit, covenant_id, change, form, "tham-gia")

    @routes.post("/giao-uoc/{covenant_id}/chu-ky-so", response_class=HTMLResponse)
    async def attach(
        covenant_id: UUID,
        request: Request,
        unit: Annotated[UUID, Form()],
        file: Annotated[UploadFile, File()],
        public_key: Annotated[UploadFile | None, File()] = None,
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        public = b"" if public_key is None else (await public_key.read())
        form = {
            "unit_id": unit,
            # A raw key of 32 bytes makes it Ed25519; CMS brings its certificate along.
            "form": "ed25519" if len(public) == ED25519_BYTES else "cms",
            "signature": b64encode(await file.read()).decode(),
            "public_key": b64encode(public).decode(),
            "attached_on": today(),
        }
        change = visit.services.covenant.add(covenant_id, "attachments", form, key or new_key())
        return await done(visit, covenant_id, change, {}, "chu-ky-so")

    return routes
