"""The meeting as it stands, live."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter

from services.console.pages.covenant.confirming import new_key, today
from services.console.pages.page import add_page
from services.console.screens import meeting
from services.console.screens.chair import stands_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.console.client.covenant import Meeting
    from services.console.desk import Desk, Visit


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["meeting"])

    async def build(visit: Visit) -> meeting.MeetingScreen | None:
        return await screen_of(visit, visit.asked("hop"))

    add_page(routes, desk, "/hop-khoi", "meeting.html", build)
    return routes


async def screen_of(
    visit: Visit, meeting_id: UUID | None = None
) -> meeting.MeetingScreen | None:
    """The page of a meeting, of the newest where none is named; none without a bloc."""
    bloc = visit.bloc
    if bloc is None:
        return None
    after = visit.request.query_params.getlist("after")
    found = await visit.services.covenant.meetings(bloc.id, bloc.year, after)
    screen = meeting.MeetingScreen(
        bloc.name,
        bloc.year,
        meeting.may_call(visit.account, bloc.id),
        stands_in(visit.account, bloc.id),
        new_key(),
        None,
        (),
        tuple(sorted(visit.names.accounts.items())),
    )
    if not found:
        return screen
    shown = chosen_of(found, meeting_id)
    others = tuple((one.meeting_id, one.held_on) for one in found if one is not shown)
    return replace(screen, meeting=await detail_of(visit, shown), others=others)


def chosen_of(found: Sequence[Meeting], meeting_id: UUID | None) -> Meeting:
    """The meeting that is asked for, else the newest."""
    newest = max(found, key=lambda one: (one.held_on, one.called_on, str(one.meeting_id)))
    return next((one for one in found if one.meeting_id == meeting_id), newest)


async def detail_of(visit: Visit, shown: Meeting) -> meeting.MeetingDetail:
    """One meeting with its ballots; places by the scores stand beside the candidates."""
    api = visit.services.covenant
    ballots, ranking = await asyncio.gather(
        api.ballots(shown.bloc_id, shown.year), api.ranking(shown.bloc_id, shown.year)
    )
    return meeting.compose(shown, ballots, ranking, visit.account, visit.names, today())
