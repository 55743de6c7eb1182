"""The routes of a service's API, all under one path and made once.

`include_router` would make every route a second time, with the first request: half of what an
application of forty routes costs to put together.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

API = "/api/v1"


def api_router(
    prefix: str = "", *, tag: str, route_class: type[APIRoute] = APIRoute
) -> APIRouter:
    """An empty router whose paths begin with `API` and then `prefix`."""
    return APIRouter(prefix=API + prefix, tags=[tag], route_class=route_class)


def add_routes(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Let the application answer the routes of these routers, made by `api_router`.

    Raises `ValueError` for a route outside `API`.
    """
    for router in routers:
        if not router.prefix.startswith(API):
            raise ValueError(f"{router.prefix or '/'} is not under {API}: use api_router")
        app.router.routes.extend(router.routes)
