"""Units, people, and the running of a bloc: what the emulation officer tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from services.console.pages.organisation import blocwork, people, units

if TYPE_CHECKING:
    from services.console.desk import Desk


def router(desk: Desk) -> APIRouter:
    routes = APIRouter()
    for module in (units, people, blocwork):
        routes.routes.extend(module.router(desk).routes)
    return routes
