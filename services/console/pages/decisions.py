"""`/quyet-dinh`: decisions, awards, revocations and what rested on them."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import decisions


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

    add_page(routes, desk, "/quyet-dinh", "decisions.html", build)
    return routes
