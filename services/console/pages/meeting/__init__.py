"""`/hop-khoi`: a bloc's meeting, its secret ballots, and its minutes."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from services.console.pages.meeting import leading, minutes, reading, voting

if TYPE_CHECKING:
    from services.console.desk import Desk


def router(desk: "Desk") -> APIRouter:
    routes = APIRouter()
    for module in (reading, leading, voting, minutes):
        routes.routes.extend(module.router(desk).routes)
    return routes
