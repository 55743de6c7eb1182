"""`/xet-dieu-kien/so-sanh`: the year replayed under another rule set."""

from __future__ import annotations

from fastapi import APIRouter

from services.console.client.questions import Difference
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import differences, replay


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> replay.ReplayScreen | None:
        if visit.bloc is None:
            return None
        asked = visit.request.query_params
        everywhere = asked.get("pham-vi") == "tat-ca"
        known = await visit.services.awards.questions.rulesets()
        chosen = next((e.name for e in known if e.name == asked.get("bo-quy-tac")), None)
        found: tuple[Difference, ...] = ()
        if chosen is not None:
            bloc_id = None if everywhere else visit.bloc.id
            found = await visit.awards_then.questions.replay(chosen, visit.bloc.year, bloc_id)
        words = await desk.wording(visit, differences.mentioned(found))
        return replay.compose(
            visit.bloc.year,
            everywhere,
            known,
            chosen,
            found,
            visit.names,
            words,
            visit.moment,
        )

    add_page(routes, desk, "/xet-dieu-kien/so-sanh", "replay.html", build)
    return routes
