"""`/xet-dieu-kien/gia-su`: what would follow if something were so; nothing of it is written."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from services.console.client.awards import Verdict
from services.console.client.questions import Difference
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.screens import differences, suppositions
from services.console.screens.eligibility import GROUPS, TITLES


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["eligibility"])

    async def build(visit: Visit) -> suppositions.SuppositionsScreen | None:
        if visit.bloc is None:
            return None
        asked, year = visit.request.query_params, visit.bloc.year
        kind, _, typed = asked.get("doi-tuong", "").partition("/")
        subject = read_id(typed) if kind in TITLES else None
        kind = kind if subject is not None else "person"
        supposed = tuple(
            suppositions.read(asked.getlist("gia-su"), asked.getlist("nam-gia-su"), year)
        )
        verdicts: tuple[Verdict, ...] = ()
        found: tuple[Difference, ...] = ()
        if subject is not None:
            ask = visit.awards_then.verdict
            verdicts = tuple(
                await asyncio.gather(
                    *(
                        ask(kind, subject, award, year)
                        for group in GROUPS.values()
                        for award in group[kind]
                    )
                )
            )
            if supposed:
                found = await visit.awards_then.questions.what_if(
                    kind, subject, year, [each.fact() for each in supposed]
                )
        words = await desk.wording(visit, differences.mentioned(found))
        return suppositions.compose(
            year,
            visit.bloc,
            kind,
            subject,
            verdicts,
            supposed,
            found,
            visit.names,
            words,
            visit.moment,
        )

    add_page(routes, desk, "/xet-dieu-kien/gia-su", "suppositions.html", build)
    return routes
