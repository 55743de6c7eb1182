"""`/xet-dieu-kien`: who meets the standards of which title, and why, now and at a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.console import workbook
from services.console.client import ApiProblem
from services.console.client.awards import Quota, Verdict
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import eligibility, listing, quotas, transition, why
from services.console.screens.chrome import Party

XLSX = "/xet-dieu-kien.xlsx"


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> eligibility.EligibilityScreen | None:
        if visit.bloc is None:
            return None
        asked, units = _asked(visit)
        verdicts, limits = await asyncio.gather(
            _verdicts(visit, asked), visit.awards_then.quotas(visit.bloc.year)
        )
        shown = await _quotas(visit, asked, verdicts, limits)
        return eligibility.compose(visit.bloc.year, verdicts, units, visit.names, asked, shown)

    async def explain(visit: Visit) -> why.WhyScreen:
        (verdict, now), laws = await asyncio.gather(
            _verdict(visit), visit.services.awards.questions.rulesets()
        )
        both = (*verdict.conditions, *(() if now is None else now.conditions))
        words = await desk.wording(visit, why.cited(both))
        amended_by = transition.amending(laws, verdict.ruleset)
        return why.compose(verdict, visit.names, words, visit.moment, now, amended_by)

    @routes.get(XLSX)
    async def export(request: Request) -> Response:
        """The same choice as on the page, all of its rows, for Excel."""
        visit = await desk.visit(request)
        asked, units = _asked(visit)
        year = 0 if visit.bloc is None else visit.bloc.year
        verdicts = () if visit.bloc is None else await _verdicts(visit, asked)
        rows = eligibility.subject_rows(verdicts, visit.names, asked)
        sheet = listing.sheet(
            year, eligibility.chosen(rows, units, asked), verdicts, asked, visit.chrome.locale
        )
        return StreamingResponse(
            workbook.chunks(sheet),
            media_type=workbook.MEDIA_TYPE,
            headers={
                "Content-Disposition": f'attachment; filename="xet-dieu-kien-{year}.xlsx"',
                "Cache-Control": "private, no-store",
            },
        )

    add_page(routes, desk, "/xet-dieu-kien", "eligibility.html", build)
    add_page(
        routes,
        desk,
        "/xet-dieu-kien/{kind}/{subject}/{award}/{year}",
        "why.html",
        explain,
        fragment="why_fragment.html",
    )
    return routes


def _asked(visit: Visit) -> tuple[eligibility.Asked, Sequence[Party]]:
    """The reader's choices; one that the page does not know is no choice."""
    params, unit = visit.request.query_params, visit.asked("don-vi")
    title, answer = params.get("danh-hieu"), params.get("ket-qua")
    group, page = params.get("nhom", ""), params.get("trang", "")
    kind = "unit" if params.get("loai") == "tap-the" else "person"
    everywhere = params.get("pham-vi") == "tat-ca"
    members = [] if visit.bloc is None else list(visit.bloc.unit_ids)
    units = [visit.names.party(each) for each in (visit.names.units if everywhere else members)]
    if title in eligibility.COMMENDATIONS:
        group = "khen-thuong"
    elif title in eligibility.TITLES[kind]:
        group = eligibility.FIRST_GROUP
    asked = eligibility.Asked(
        kind=kind,
        group=group if group in eligibility.GROUPS else eligibility.FIRST_GROUP,
        everywhere=everywhere,
        unit=unit if any(one.id == unit for one in units) else None,
        query=visit.query,
        title=title if title in eligibility.TITLES[kind] else None,
        answer=answer if answer in eligibility.ANSWERS else None,
        moment=visit.moment,
        page=max(1, int(page)) if page.isdecimal() else 1,
    )
    return asked, eligibility.in_order(units) if everywhere else units


async def _verdicts(visit: Visit, asked: eligibility.Asked) -> tuple[Verdict, ...]:
    if visit.bloc is None:
        return ()
    return await visit.awards_then.eligibility(
        visit.bloc.year,
        unit_id=asked.unit,
        bloc_id=None if asked.everywhere else visit.bloc.id,
        subject_kind="unit" if asked.kind == "unit" else "person",
        award=asked.titles[0] if len(asked.titles) == 1 else None,
    )


async def _quotas(
    visit: Visit,
    asked: eligibility.Asked,
    verdicts: Sequence[Verdict],
    limits: Sequence[Quota],
) -> tuple[quotas.QuotaShown, ...]:
    """The quotas on the titles in the table; whom a tie favours, where they force a choice."""
    if visit.bloc is None:
        return ()
    mine = [each for each in limits if each.award in asked.titles]
    ties = {}
    for each in filter(quotas.crowded, mine):
        among = quotas.equals(verdicts, each.award)
        if among:
            ties[each.award] = await visit.awards_then.tie(
                asked.kind, among, each.award, visit.bloc.year
            )
    return quotas.compose(mine, ties, visit.names)


async def _verdict(visit: Visit) -> tuple[Verdict, Verdict | None]:
    """The verdict at the moment that was asked for and, unless that is now, today's."""
    address = visit.request.path_params
    subject = read_id(address["subject"])
    if subject is None or not str(address["year"]).isdecimal():
        raise ApiProblem("not_found", 404, visit.request.url.path)
    kind, award, year = address["kind"], address["award"], int(address["year"])
    ask, ask_then = visit.services.awards.verdict, visit.awards_then.verdict
    if visit.moment is None:
        return await ask(kind, subject, award, year), None
    then, now = await asyncio.gather(
        ask_then(kind, subject, award, year), ask(kind, subject, award, year)
    )
    return then, now
