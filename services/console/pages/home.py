"""`/`: what the reader must do now."""

from __future__ import annotations

import asyncio
from datetime import datetime

from fastapi import APIRouter

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import home
from services.console.screens.inbox import MessageLine, lines
from services.console.screens.wording import Wording
from shared.catalogue.formats import HERE

GLANCE = 5


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["home"])

    async def build(visit: Visit) -> home.HomeScreen:
        state, messages = await asyncio.gather(_state(visit), _messages(visit))
        today = datetime.now(HERE).date()
        return home.compose(visit.account, state, messages, desk.deadlines, today)

    add_page(routes, desk, "/", "home.html", build)
    return routes


async def _state(visit: Visit) -> home.YearState | None:
    if visit.bloc is None:
        return None
    services, bloc, year = visit.services, visit.bloc.id, visit.bloc.year
    covenants, scorecards, ranking, nominations, reviews = await asyncio.gather(
        services.covenant.covenants(bloc, year),
        services.covenant.scorecards(bloc, year),
        services.covenant.ranking(bloc, year),
        services.awards.nominations(year),
        services.awards.reviews(),
    )
    return home.YearState(bloc, year, covenants, scorecards, ranking, nominations, reviews)


async def _messages(visit: Visit) -> tuple[MessageLine, ...]:
    # The tasks are worth showing while messages cannot be asked for.
    try:
        page = await visit.services.notify.inbox(GLANCE)
    except ApiProblem:
        return ()
    return lines(page.items, Wording(visit.names, visit.chrome.locale))
