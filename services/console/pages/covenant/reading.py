"""`/giao-uoc`: the covenant as it stands, live; two revisions side by side."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import today
from services.console.pages.page import add_page
from services.console.pages.streams import event
from services.console.screens import comparison, covenant
from services.console.screens.wording import ids_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from services.console.client.covenant import Covenant
    from shared.contracts import Envelope

NOT_FOUND = 404


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    async def build(visit: Visit) -> covenant.CovenantScreen | None:
        if visit.bloc is None:
            return None
        after = visit.request.query_params.getlist("after")
        found = await visit.services.covenant.covenants(
            visit.bloc.id, visit.bloc.year, after=after
        )
        if not found:
            return None
        shown = chosen_of(visit, found)
        screen = await screen_of(visit, shown.covenant_id, after)
        others = ((one.covenant_id, one.title) for one in found if one != shown)
        return replace(screen, others=tuple(others))

    async def compare(visit: Visit) -> comparison.ComparisonScreen:
        found = await visit.services.covenant.covenant(
            UUID(str(visit.request.path_params["covenant_id"]))
        )
        last = len(found.revisions)
        before = _number(visit.request.query_params.get("tu"), max(last - 1, 1))
        after = _number(visit.request.query_params.get("den"), last)
        if not {before, after} <= {one.number for one in found.revisions}:
            raise ApiProblem("not_found", NOT_FOUND, "there is no such revision")
        return comparison.compose(found, before, after, visit.names)

    @routes.get("/giao-uoc/truc-tiep")
    async def stream(request: Request) -> Response:
        """A word each time the covenant `cua`, or anything of service `nguon`, has changed."""
        visit = await desk.visit(request)
        entity = request.query_params.get("cua", "")
        source = request.query_params.get("nguon", "")

        async def changes() -> AsyncIterator[str]:
            async for envelope in desk.timeline.subscribe():
                if envelope.source == source or _touches(envelope, entity):
                    await _visible(desk, visit, envelope)
                    yield event("changed", envelope.id, envelope.id)

        return StreamingResponse(changes(), media_type="text/event-stream")

    add_page(routes, desk, "/giao-uoc", "covenant.html", build)
    add_page(routes, desk, "/giao-uoc/{covenant_id}/so-sanh", "comparison.html", compare)
    return routes


def chosen_of(visit: Visit, found: Sequence[Covenant]) -> Covenant:
    """The covenant that is asked for by `giao-uoc`, else the one drafted last."""
    asked = visit.asked("giao-uoc")
    newest = max(found, key=lambda one: (one.drafted_on, str(one.covenant_id)))
    return next((one for one in found if one.covenant_id == asked), newest)


async def screen_of(
    visit: Visit, covenant_id: UUID, after: list[str] | None = None
) -> covenant.CovenantScreen:
    api = visit.services.covenant
    file, registrations = await asyncio.gather(
        api.covenant_file(covenant_id, after or ()), api.registrations(covenant_id)
    )
    bloc = visit.names.blocs.get(file.covenant.bloc_id)
    units = () if bloc is None else bloc.unit_ids
    return covenant.compose(file, registrations, visit.names, visit.account, units, today())


def _touches(envelope: Envelope, entity: str) -> bool:
    return bool(entity) and (
        envelope.source == "covenant" and entity in set(ids_in(envelope.data))
    )


async def _visible(desk: Desk, visit: Visit, envelope: Envelope) -> None:
    """Wait until the service shows what its fact says; the log may be ahead of it."""
    try:
        if envelope.source == "bloc":
            await desk.see(visit.request, [envelope.id])
        else:
            await visit.services.covenant.covenants(after=[envelope.id])
    except ApiProblem:
        # The reader is told anyway: the page then says itself what it cannot show.
        return


def _number(typed: str | None, otherwise: int) -> int:
    return int(typed) if typed is not None and typed.isdecimal() else otherwise
