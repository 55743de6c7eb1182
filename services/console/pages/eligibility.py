"""`/xet-dieu-kien`: who meets the standards of which title, and why."""

from __future__ import annotations

from fastapi import APIRouter

from services.console.client import ApiProblem
from services.console.client.awards import Verdict
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import eligibility
from services.console.screens.wording import Wording


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> eligibility.EligibilityScreen | None:
        if visit.bloc is None:
            return None
        kind = "unit" if visit.request.query_params.get("loai") == "tap-the" else "person"
        units = [visit.names.party(unit_id) for unit_id in visit.bloc.unit_ids]
        unit = None
        if kind == "person" and units:
            asked = visit.asked("don-vi")
            unit = next((one for one in units if one.id == asked), units[0])
        verdicts = await visit.services.awards.eligibility(
            visit.bloc.year,
            unit_id=None if unit is None else unit.id,
            subject_kind="unit" if kind == "unit" else "person",
        )
        return eligibility.compose(
            visit.bloc.year, kind, verdicts, units, unit, visit.names, visit.query
        )

    async def why(visit: Visit) -> eligibility.WhyScreen:
        return eligibility.why(
            await _asked(visit), visit.names, Wording(visit.names, visit.chrome.locale)
        )

    add_page(routes, desk, "/xet-dieu-kien", "eligibility.html", build)

    add_page(
        routes,
        desk,
        "/xet-dieu-kien/{kind}/{subject}/{award}/{year}",
        "why.html",
        why,
        fragment="why_fragment.html",
    )
    return routes


async def _asked(visit: Visit) -> Verdict:
    address = visit.request.path_params
    subject = read_id(address["subject"])
    if subject is None or not str(address["year"]).isdecimal():
        raise ApiProblem("not_found", 404, visit.request.url.path)
    return await visit.services.awards.verdict(
        address["kind"], subject, address["award"], int(address["year"])
    )
