"""The web application: pages, the development issuer, static files, and how errors look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from services.console import issuer, pages
from services.console.accountfile import AccountFileInvalid
from services.console.accountrefusals import AccountUnknown
from services.console.client import ApiProblem
from services.console.desk import Desk, locale_of, plain_chrome
from services.console.openid import (
    AccessTokenUnfit,
    IdTokenUnfit,
    IssuerUnfit,
    SignInNotOurs,
    SignInRefused,
)
from services.console.pages import signin
from services.console.pages.page import NOT_KEPT, SEE_OTHER
from services.console.screens import availability, held
from services.console.security import SAFE_METHODS, OwnSiteOnly
from services.console.timeline import FactUnknown
from shared.access import IssuerAway, NotSignedIn
from shared.catalogue import catalogue
from shared.errors import code_of
from shared.http.problems import problem
from shared.telemetry.requests import FRAMEWORK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

log = structlog.get_logger()

STATIC = Path(__file__).parent / "static"
SERVER_ERROR = 500
NOT_FOUND = 404
NOT_SIGNED_IN = 401
UNAVAILABLE = 503
# What keeps somebody from signing in at a real issuer, and the status of its page.
SIGN_IN_STATUSES: dict[type[Exception], int] = {
    SignInNotOurs: 400,
    SignInRefused: 403,
    IdTokenUnfit: 502,
    AccessTokenUnfit: 502,
    IssuerUnfit: 502,
    IssuerAway: UNAVAILABLE,
}


def application(
    desk: Desk, lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None
) -> FastAPI:
    """Everything the console answers. Nothing connects before it is started."""
    app = FastAPI(
        title="Thi Đua: console",
        description="Server-rendered pages, each with its data beside it as `.json`.",
        lifespan=lifespan,
        telemetry=FRAMEWORK,
    )
    app.add_middleware(OwnSiteOnly)
    # Included, the routes of a router would be made a second time (as in `shared.http.routes`).
    for router in pages.routers(desk):
        app.router.routes.extend(router.routes)
    if desk.issuer is not None:
        app.router.routes.extend(issuer.router(desk.issuer).routes)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # Installed by `npm ci`; without it pages work, only plainer and without live parts.
    app.mount(
        "/vendor", StaticFiles(directory=desk.settings.frontend, check_dir=False), name="vendor"
    )
    _install_errors(app, desk)
    return app


def _install_errors(app: FastAPI, desk: Desk) -> None:
    @app.exception_handler(NotSignedIn)
    async def sign_in_first(request: Request, _: Exception) -> Response:
        if _wants_data(request):
            return problem(NOT_SIGNED_IN, "sign_in_needed", "sign in at /dang-nhap")
        if _is_partial(request):
            return _toast(desk, request, "problem.session_over", NOT_SIGNED_IN, signin.PATH)
        if request.method in SAFE_METHODS:
            return RedirectResponse(signin.path_back_to(request), SEE_OTHER)
        screen = held.compose(str(plain_chrome(request).address), await request.form())
        page = desk.rendering.page("held.html", screen, plain_chrome(request))
        return HTMLResponse(page, NOT_SIGNED_IN, {"Cache-Control": NOT_KEPT})

    for kind, status in SIGN_IN_STATUSES.items():
        app.add_exception_handler(kind, _no_sign_in(desk, status))

    @app.exception_handler(ApiProblem)
    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, ApiProblem):
            raise error
        if error.status < SERVER_ERROR:
            return _tell(desk, request, error.code, error.status, error.detail)
        log.warning("service_failed", code=error.code, detail=error.detail)
        return await _tell_what_works(desk, request, error)

    @app.exception_handler(FactUnknown)
    async def no_fact(request: Request, error: Exception) -> Response:
        return _tell(desk, request, "fact_unknown", NOT_FOUND, str(error))

    @app.exception_handler(AccountUnknown)
    async def no_account(request: Request, error: Exception) -> Response:
        return _tell(desk, request, "account_unknown", NOT_FOUND, str(error))

    @app.exception_handler(AccountFileInvalid)
    async def no_accounts(request: Request, error: Exception) -> Response:
        if not isinstance(error, AccountFileInvalid):
            raise error
        log.error("account_file_invalid", **error.values)
        if _is_partial(request) or _wants_data(request):
            return _tell(desk, request, "account_file_invalid", SERVER_ERROR, str(error))
        screen = availability.ProblemScreen("refused.account_file_invalid", values=error.values)
        page = desk.rendering.page("problem.html", screen, plain_chrome(request))
        return HTMLResponse(page, SERVER_ERROR)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: Exception) -> Response:
        return _tell(desk, request, "invalid_request", 422, str(error))

    @app.exception_handler(HTTPException)
    async def no_page(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else SERVER_ERROR
        code = "not_found" if status == NOT_FOUND else "invalid_request"
        return _tell(desk, request, code, status, str(error))

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected_error", path=request.url.path, exc_info=error)
        return _tell(desk, request, "unexpected", SERVER_ERROR, "an error of ours")


async def _tell_what_works(desk: Desk, request: Request, error: ApiProblem) -> Response:
    """A page that cannot be shown says which part is away and which pages work."""
    if _is_partial(request) or _wants_data(request):
        return _tell(desk, request, error.code, error.status, error.detail)
    account, _ = await desk.visitor(request)
    ready = await desk.ready()
    # What the asked service said of itself counts more than what it says a moment later.
    ready |= {error.service: False} if error.service in ready else {}
    screen = availability.compose(_words(error.code), ready)
    chrome = replace(plain_chrome(request), account=account)
    return HTMLResponse(desk.rendering.page("problem.html", screen, chrome), error.status)


def _words(code: str) -> str:
    key = f"problem.{code}"
    if catalogue().knows(key):
        return key
    # A code of a newer service has no words here yet; the log keeps it.
    log.warning("problem_without_words", code=code)
    return "problem.unexpected"


def _tell(desk: Desk, request: Request, code: str, status: int, detail: str) -> Response:
    """A problem as data, as a toast for htmx, or as a page."""
    if _wants_data(request):
        return problem(status, code, detail)
    key = _words(code)
    if _is_partial(request):
        return _toast(desk, request, key, status)
    screen = availability.compose(key)
    page = desk.rendering.page("problem.html", screen, plain_chrome(request))
    return HTMLResponse(page, status)


def _toast(
    desk: Desk, request: Request, key: str, status: int, leads: str | None = None
) -> Response:
    """A note at the edge of a page that stays as it is, with everything typed on it."""
    toast = desk.rendering.fragment("toast.html", locale_of(request), key=key, leads=leads)
    headers = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
    return HTMLResponse(toast, status, headers)


def _no_sign_in(desk: Desk, status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        code = code_of(type(error))
        log.warning("sign_in_failed", code=code, detail=str(error))
        if _is_partial(request) or _wants_data(request):
            return _tell(desk, request, code, status, str(error))
        screen = availability.ProblemScreen(
            f"problem.{code}", code=code, retry=signin.path_back_to(request)
        )
        page = desk.rendering.page("problem.html", screen, plain_chrome(request))
        headers = {"Retry-After": "5"} if status == UNAVAILABLE else None
        return HTMLResponse(page, status, headers)

    return answer


def _is_partial(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _wants_data(request: Request) -> bool:
    return request.url.path.endswith(".json") or request.url.path.startswith("/oidc/")
