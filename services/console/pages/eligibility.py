"""`/xet-dieu-kien`: who meets the standards of which title, and why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter

from services.console.client import ApiProblem
from services.console.client.awards import Verdict
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import eligibility
from services.console.screens.chrome import Party

if TYPE_CHECKING:
    from collections.abc import Sequence


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> eligibility.EligibilityScreen | None:
        if visit.bloc is None:
            return None
        kind = "unit" if visit.request.query_params.get("loai") == "tap-the" else "person"
        units = [visit.names.party(unit_id) for unit_id in visit.bloc.unit_ids]
        asked = _asked(visit, kind, units)
        ask, year = visit.awards_then.eligibility, visit.bloc.year
        found: list[tuple[Party | None, tuple[Verdict, ...]]]
        if kind == "unit":
            members = set(visit.bloc.unit_ids)
            verdicts = await ask(year, subject_kind="unit")
            found = [(None, tuple(one for one in verdicts if one.subject_id in members))]
        else:
            looked_at = [unit for unit in units if asked.unit in {None, unit.id}]
            answers = await asyncio.gather(
                *(ask(year, unit_id=unit.id, subject_kind="person") for unit in looked_at)
            )
            found = list(zip(looked_at, answers, strict=True))
        return eligibility.compose(year, kind, found, units, visit.names, asked)

    async def why(visit: Visit) -> eligibility.WhyScreen:
        verdict = await _verdict(visit)
        words = await desk.wording(visit, eligibility.cited(verdict.conditions))
        return eligibility.why(verdict, visit.names, words, visit.moment)

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


def _asked(visit: Visit, kind: str, units: Sequence[Party]) -> eligibility.Asked:
    """The reader's choices; one that the page does not know is no choice."""
    params, unit = visit.request.query_params, visit.asked("don-vi")
    title, answer = params.get("danh-hieu"), params.get("ket-qua")
    return eligibility.Asked(
        unit=unit if any(one.id == unit for one in units) else None,
        query=visit.query,
        title=title if title in eligibility.TITLES[kind] else None,
        answer=answer if answer in eligibility.ANSWERS else None,
        moment=visit.moment,
    )


async def _verdict(visit: Visit) -> Verdict:
    address = visit.request.path_params
    subject = read_id(address["subject"])
    if subject is None or not str(address["year"]).isdecimal():
        raise ApiProblem("not_found", 404, visit.request.url.path)
    return await visit.awards_then.verdict(
        address["kind"], subject, address["award"], int(address["year"])
    )
