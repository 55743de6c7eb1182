"""`/xet-dieu-kien/can-cu`: what rested on a fact or an award."""

from __future__ import annotations

from fastapi import APIRouter

from services.console.client.awards import Award, Dependent
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import dependents
from services.console.screens.wording import FACT_ID

PATH = "/xet-dieu-kien/can-cu"


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> dependents.DependentsScreen:
        typed = visit.request.query_params.get("cua", "").strip()
        api = visit.awards_then
        fact = typed if FACT_ID.match(typed) else None
        award_id = read_id(typed)
        award: Award | None = None
        found: tuple[Dependent, ...] = ()
        if fact is not None:
            found = await api.dependents(fact=fact)
        elif award_id is not None:
            award = await visit.services.awards.award(award_id)
            found = await api.dependents(award_id=award_id)
        asked = () if fact is None else (fact,)
        words = await desk.wording(visit, (*asked, *dependents.mentioned(found)))
        return dependents.compose(typed, fact, award, found, visit.names, words, visit.moment)

    add_page(routes, desk, PATH, "dependents.html", build)
    return routes
