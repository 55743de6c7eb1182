"""`/`: what the reader must do now."""

from __future__ import annotations

import asyncio
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from fastapi import APIRouter

from services.console.client import Page
from services.console.client.notify import Message
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import home
from services.console.screens.accounts import vacancies
from services.console.screens.inbox import MessageLine, lines
from services.console.screens.tasks import YearState
from shared.catalogue.formats import HERE

if TYPE_CHECKING:
    from services.console.client.covenant import CovenantFile, ProgressReport, Registration

GLANCE = 5


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["home"])

    async def build(visit: Visit) -> home.HomeScreen:
        state, messages = await asyncio.gather(_state(desk, visit), _messages(desk, visit))
        today = datetime.now(HERE).date()
        return home.compose(visit.account, state, messages, desk.deadlines, today)

    add_page(routes, desk, "/", "home.html", build)
    return routes


async def _state(desk: Desk, visit: Visit) -> YearState:
    if visit.bloc is None:
        return YearState(None)
    bloc, year = visit.bloc.id, visit.bloc.year
    api, awards = visit.services.covenant, visit.services.awards
    scoring = asyncio.gather(
        visit.or_else(api.frames(bloc, year), None),
        visit.or_else(api.deadlines(bloc, year), ()),
        visit.or_else(api.scorecards(bloc, year), ()),
        visit.or_else(api.ranking(bloc, year), None),
        visit.or_else(api.ballots(bloc, year), ()),
    )
    honours = asyncio.gather(
        visit.or_else(awards.nominations(year), None),
        visit.or_else(awards.reviews(), ()),
    )
    around, vacant, scored, honoured = await asyncio.gather(
        visit.or_else(_around(visit), (None, (), ())), _vacant(desk, visit), scoring, honours
    )
    files, registrations, reports = around
    frames, deadlines, cards, ranking, ballots = scored
    nominations, reviews = honoured
    return YearState(
        bloc=visit.bloc,
        vacancies=vacant,
        files=files,
        registrations=registrations,
        reports=reports,
        frames=frames,
        deadlines=deadlines,
        scorecards=cards,
        ranking=ranking,
        ballots=ballots,
        nominations=nominations,
        reviews=reviews,
    )


async def _around(
    visit: Visit,
) -> tuple[
    tuple[CovenantFile, ...] | None, tuple[Registration, ...], tuple[ProgressReport, ...]
]:
    """The year's covenants with what stands around them, titles aimed at, and reports."""
    api, bloc = visit.services.covenant, visit.bloc
    found = () if bloc is None else await api.covenants(bloc.id, bloc.year)
    ids = [one.covenant_id for one in found]
    files = await asyncio.gather(*(api.covenant_file(one) for one in ids))
    titles = await asyncio.gather(*(api.registrations(one) for one in ids))
    reports = await asyncio.gather(*(api.progress_reports(one) for one in ids))
    return (
        tuple(files),
        tuple(chain.from_iterable(titles)),
        tuple(chain.from_iterable(reports)),
    )


async def _vacant(desk: Desk, visit: Visit) -> int:
    """How many roles of the bloc nobody holds; a real issuer's are not known here."""
    if desk.issuer is None or visit.bloc is None:
        return 0
    everybody = await asyncio.to_thread(desk.accounts.everybody)
    return len(vacancies(everybody, visit.bloc, visit.names))


async def _messages(desk: Desk, visit: Visit) -> tuple[MessageLine, ...]:
    # The tasks are worth showing while messages cannot be asked for.
    nothing: Page[Message] = Page(())
    page = await visit.or_else(visit.services.notify.inbox(GLANCE), nothing)
    return lines(page.items, await desk.wording(visit))
