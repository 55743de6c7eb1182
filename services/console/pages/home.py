"""`/`: what the reader must do now."""

from __future__ import annotations

import asyncio
from datetime import datetime

from fastapi import APIRouter

from services.console.client import Page
from services.console.client.notify import Message
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import home
from services.console.screens.inbox import MessageLine, lines
from shared.catalogue.formats import HERE

GLANCE = 5


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["home"])

    async def build(visit: Visit) -> home.HomeScreen:
        state, messages = await asyncio.gather(_state(visit), _messages(desk, visit))
        today = datetime.now(HERE).date()
        return home.compose(visit.account, state, messages, desk.deadlines, today)

    add_page(routes, desk, "/", "home.html", build)
    return routes


async def _state(visit: Visit) -> home.YearState | None:
    if visit.bloc is None:
        return None
    services, bloc, year = visit.services, visit.bloc.id, visit.bloc.year
    covenants, scorecards, ranking, ballots, nominations, reviews = await asyncio.gather(
        visit.or_else(services.covenant.covenants(bloc, year), None),
        visit.or_else(services.covenant.scorecards(bloc, year), ()),
        visit.or_else(services.covenant.ranking(bloc, year), None),
        visit.or_else(services.covenant.ballots(bloc, year), ()),
        visit.or_else(services.awards.nominations(year), None),
        visit.or_else(services.awards.reviews(), ()),
    )
    return home.YearState(
        bloc, year, covenants, scorecards, ranking, ballots, nominations, reviews
    )


async def _messages(desk: Desk, visit: Visit) -> tuple[MessageLine, ...]:
    # The tasks are worth showing while messages cannot be asked for.
    nothing: Page[Message] = Page(())
    page = await visit.or_else(visit.services.notify.inbox(GLANCE), nothing)
    return lines(page.items, await desk.wording(visit))
