"""`/cham-diem`: scorecards and the ranking."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import scoring


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["scoring"])

    async def build(visit: Visit) -> scoring.ScoringScreen | None:
        if visit.bloc is None:
            return None
        api, year = visit.services.covenant, visit.bloc.year
        cards, ranking = await asyncio.gather(
            api.scorecards(visit.bloc.id, year), api.ranking(visit.bloc.id, year)
        )
        order = {unit_id: place for place, unit_id in enumerate(visit.bloc.unit_ids)}
        cards = tuple(sorted(cards, key=lambda card: order.get(card.unit_id, len(order))))
        asked = visit.asked("don-vi")
        card = scoring.shown_card(cards, asked)
        frame = None if card is None else await api.frame(card.frame_id)
        return scoring.compose(year, cards, frame, ranking, visit.names, asked)

    add_page(routes, desk, "/cham-diem", "scoring.html", build)
    return routes
