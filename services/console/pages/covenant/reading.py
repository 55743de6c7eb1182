"""`/giao-uoc`: the covenant as it stands; two revisions side by side."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import today
from services.console.pages.page import add_page
from services.console.screens import comparison, covenant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.covenant import Covenant

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


def _number(typed: str | None, otherwise: int) -> int:
    return int(typed) if typed is not None and typed.isdecimal() else otherwise
