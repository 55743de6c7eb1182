"""`/xet-dieu-kien/lo-trinh/…`: what somebody lacks for each title, and the earliest year."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import eligibility, roadmap


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> roadmap.RoadmapScreen:
        address = visit.request.path_params
        kind, subject = str(address["kind"]), read_id(address["subject"])
        if subject is None or kind not in eligibility.TITLES or not address["year"].isdecimal():
            raise ApiProblem("not_found", 404, visit.request.url.path)
        year = int(address["year"])
        ask = visit.awards_then.questions.roadmap
        found = await asyncio.gather(
            *(ask(kind, subject, award, year) for award in eligibility.TITLES[kind])
        )
        words = await desk.wording(visit, roadmap.mentioned(found))
        return roadmap.compose(kind, subject, year, found, visit.names, words, visit.moment)

    add_page(
        routes, desk, "/xet-dieu-kien/lo-trinh/{kind}/{subject}/{year}", "roadmap.html", build
    )
    return routes
