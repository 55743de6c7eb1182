"""How a page is answered: the screen as HTML at its address, and as data at `.json`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.console.desk import Desk, Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SEE_OTHER = 303
NOT_KEPT = "private, no-store"


def add_page(
    routes: APIRouter,
    desk: Desk,
    path: str,
    template: str,
    build: Callable[[Visit], Awaitable[object]],
    fragment: str | None = None,
    *,
    kept: bool = True,
) -> None:
    """Answer `path` with the page of a screen and `path.json` with the screen itself.

    A builder without anything to show answers none, and the template says what to do next.
    Where there is a `fragment`, htmx gets that part alone. A page that is not `kept` is stored
    by no browser, not even to go back to.
    """

    async def data(request: Request) -> Response:
        visit = await desk.visit(request)
        body = msgspec.json.encode(await build(visit))
        # A program must know, as a reader does, that something is missing.
        headers = {"Thidua-Away": ",".join(sorted(visit.away))} if visit.away else None
        return Response(body, media_type="application/json", headers=headers)

    async def page(request: Request) -> Response:
        visit = await desk.visit(request)
        screen = await build(visit)
        if fragment is not None and request.headers.get("hx-request") == "true":
            part = desk.rendering.fragment(fragment, visit.chrome.locale, screen=screen)
            return HTMLResponse(part, headers={"Vary": "HX-Request"})
        shown = answer(desk, template, screen, visit)
        if not kept:
            shown.headers["Cache-Control"] = NOT_KEPT
        return shown

    stem = "/index" if path == "/" else path
    # The more particular address first: `/facts/{id}` would take `/facts/awards:1.json` too.
    routes.add_api_route(f"{stem}.json", data, methods=["GET"], name=f"{template} (data)")
    routes.add_api_route(
        path, page, methods=["GET"], name=template, response_class=HTMLResponse
    )


def answer(
    desk: Desk, template: str, screen: object, visit: Visit, status: int = 200
) -> HTMLResponse:
    chrome = replace(visit.chrome, away=tuple(sorted(visit.away)))
    return HTMLResponse(desk.rendering.page(template, screen, chrome), status)


def see(path: str) -> RedirectResponse:
    """After a change, the page that shows it; only addresses of our own."""
    own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return RedirectResponse(path if own else "/", SEE_OTHER)
