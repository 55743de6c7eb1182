"""`/khoi`: the bloc and its people."""

from __future__ import annotations

from fastapi import APIRouter

from services.console.desk import Desk, Visit
from services.console.pages.page import add_page
from services.console.screens import bloc


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["bloc"])

    async def build(visit: Visit) -> bloc.BlocScreen | None:
        if visit.bloc is None:
            return None
        return bloc.compose(visit.bloc, visit.names, visit.asked("don-vi"), visit.query)

    add_page(routes, desk, "/khoi", "bloc.html", build)
    return routes
