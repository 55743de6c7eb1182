"""`/giao-uoc`: a covenant from its first draft to the paper, and what stands around it."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from services.console.pages.covenant import (
    around,
    drafting,
    following,
    printing,
    progress,
    reading,
    registering,
    signing,
)

if TYPE_CHECKING:
    from services.console.desk import Desk


def router(desk: "Desk") -> APIRouter:
    routes = APIRouter()
    for module in (
        reading,
        registering,
        following,
        drafting,
        signing,
        around,
        printing,
        progress,
    ):
        routes.routes.extend(module.router(desk).routes)
    return routes
