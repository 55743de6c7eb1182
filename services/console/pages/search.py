"""`/tim`: units and people by name."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from services.console.client import Page
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import search


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["search"])

    async def build(visit: Visit) -> search.SearchScreen:
        query = visit.query
        if not query:
            return search.compose("", Page(()), Page(()), visit.names)
        units, people = await asyncio.gather(
            visit.services.bloc.units_named(query), visit.services.bloc.people_named(query)
        )
        return search.compose(query, units, people, visit.names)

    add_page(routes, desk, "/tim", "search.html", build)
    return routes
