"""`/quyet-dinh`: decisions, awards, revocations and what rested on them."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.console import workbook
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import decisions
from services.console.screens import granted as report
from shared.sheets.writing import MEDIA_TYPES, Form


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["decisions"])

    async def build(visit: Visit) -> decisions.DecisionsScreen | None:
        if visit.bloc is None:
            return None
        api, year = visit.awards_then, visit.bloc.year
        issued, awards, reviews, nominations = await asyncio.gather(
            api.decisions(year), api.awards(year), api.reviews(), api.nominations(year)
        )
        words = await desk.wording(visit, decisions.mentioned(reviews))
        return decisions.compose(
            year, issued, awards, reviews, nominations, words, visit.names, visit.moment
        )

    @routes.get("/quyet-dinh/da-tang.{form}")
    async def granted(form: Form, request: Request) -> Response:
        """What was granted for the chosen year, titles and commendations apart."""
        visit = await desk.visit(request)
        year = 0 if visit.bloc is None else visit.bloc.year
        found = await visit.awards_then.granted(year) if year else ()
        locale = visit.chrome.locale
        if form == "xlsx":
            content = workbook.chunks(*report.sheets(year, found, visit.names, locale))
        else:
            content = report.separated(found, visit.names, locale)
        headers = {
            "Content-Disposition": f'attachment; filename="da-tang-{year}.{form}"',
            "Cache-Control": "private, no-store",
        }
        return StreamingResponse(content, media_type=MEDIA_TYPES[form], headers=headers)

    add_page(routes, desk, "/quyet-dinh", "decisions.html", build)
    return routes
