"""`/giao-uoc/chi-tieu`: how far each pledge is, live."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from services.console.desk import Desk, Visit
from services.console.pages.covenant.reading import chosen_of
from services.console.pages.page import add_page
from services.console.screens import pledges


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    async def build(visit: Visit) -> pledges.PledgesScreen | None:
        if visit.bloc is None:
            return None
        api, awards, year = visit.services.covenant, visit.services.awards, visit.bloc.year
        found = await api.covenants(visit.bloc.id, year)
        if not found:
            return None
        shown = chosen_of(visit, found).covenant_id
        file, registrations, nominations, granted, verdicts = await asyncio.gather(
            api.covenant_file(shown),
            api.registrations(shown),
            visit.or_else(awards.nominations(year), ()),
            visit.or_else(awards.awards(year), ()),
            visit.or_else(awards.eligibility(year, bloc_id=visit.bloc.id), ()),
        )
        known = pledges.Year(registrations, nominations, granted, verdicts)
        return pledges.compose(file, known, visit.names)

    add_page(routes, desk, "/giao-uoc/chi-tieu", "pledges.html", build)
    return routes
