"""`/dong-su-kien`: the log as it grows, and `/facts/{id}`: one fact in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page
from services.console.pages.streams import event
from services.console.screens.timeline import FactScreen, TimelineScreen
from services.console.screens.wording import ids_in
from services.console.withheld import as_seen
from shared.contracts import SOURCES, Fact, publisher_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PAGE = 50


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["timeline"])

    async def build(visit: Visit) -> TimelineScreen:
        asked = visit.request.query_params
        before = asked.get("truoc", "")
        older_than = int(before) if before.isdecimal() else None
        kind, entity = asked.get("loai") or None, asked.get("cua") or None
        stretch = await desk.timeline.latest(PAGE, older_than, entity, kind)
        facts = await as_seen(visit.services, stretch.facts)
        entity_id = read_id(entity)
        wording = await desk.wording(visit, () if entity_id is None else (str(entity_id),))
        return TimelineScreen(
            tuple(wording.line(envelope) for envelope in facts),
            kinds(),
            kind,
            entity,
            None if entity_id is None else wording.entity(entity_id),
            stretch.before,
            older_than is None,
        )

    async def fact(visit: Visit) -> FactScreen:
        found = await desk.timeline.fact(visit.request.path_params["fact_id"])
        (envelope,) = await as_seen(visit.services, [found])
        mentioned = [*ids_in(envelope.data), *ids_in(envelope.causation)]
        return (await desk.wording(visit, mentioned)).fact(envelope)

    @routes.get("/dong-su-kien/truc-tiep")
    async def stream(request: Request) -> Response:
        """Each new fact as one line of HTML, by server-sent events."""
        visit = await desk.visit(request)
        wording = await desk.wording(visit)
        kind = request.query_params.get("loai") or None
        entity = request.query_params.get("cua") or None

        async def lines() -> AsyncIterator[str]:
            async for arrived in desk.timeline.arrivals():
                meant = [
                    one
                    for one in arrived
                    if kind in {None, one.name} and entity in {None, one.subject}
                ]
                for seen in await as_seen(visit.services, meant):
                    html = desk.rendering.fragment(
                        "fact_line.html", visit.chrome.locale, line=wording.line(seen), new=True
                    )
                    yield event("fact", html, seen.id)

        return StreamingResponse(lines(), media_type="text/event-stream")

    add_page(routes, desk, "/dong-su-kien", "timeline.html", build)
    add_page(routes, desk, "/facts/{fact_id}", "fact.html", fact)
    return routes


def kinds() -> tuple[str, ...]:
    """The names of all published facts."""
    return tuple(
        sorted(
            # `vn.thidua.covenant_signed.v1` names the fact `covenant_signed`.
            kind.split(".")[2]
            for kind, fact in Fact.REGISTRY.items()
            if publisher_of(fact) in SOURCES
        )
    )
