"""`/xet-dieu-kien/chuyen-tiep/…`: a dossier between two laws, judged by both of them."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import transition


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> transition.TransitionScreen:
        address = visit.request.path_params
        subject = read_id(address["subject"])
        if subject is None or not address["year"].isdecimal():
            raise ApiProblem("not_found", 404, visit.request.url.path)
        asked = (address["kind"], subject, address["award"], int(address["year"]))
        received_on = _day(visit.request.query_params.get("ngay-nhan"))
        found = None
        if received_on is not None:
            laws = await visit.services.awards.questions.rulesets()
            amending = transition.amending(laws)
            if amending is None:
                raise ApiProblem("no_transition", 422, visit.request.url.path, "awards")
            ask = visit.awards_then.questions.transition
            found = await ask(*asked, amending, received_on)
        words = await desk.wording(visit, transition.mentioned(found))
        kind, _, award, year = asked
        return transition.compose(
            visit.names.party(subject), kind, award, year, found, words, visit.moment
        )

    add_page(
        routes,
        desk,
        "/xet-dieu-kien/chuyen-tiep/{kind}/{subject}/{award}/{year}",
        "transition.html",
        build,
    )
    return routes


def _day(text: str | None) -> date | None:
    """The day an address names; none when it is missing or no day."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None
