"""Signing in and out, at the development issuer or at a real one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import msgspec
from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, plain_chrome
from services.console.openid import CALLBACK, Pending, SignInNotOurs
from services.console.pages.page import NOT_KEPT, SEE_OTHER, see
from services.console.screens.signin import SignInScreen
from services.console.sessions import COOKIE, SESSION_LIFE, Session

if TYPE_CHECKING:
    from shared.access import Account

PATH = "/dang-nhap"
# One cookie for each sign-in that was begun: several tabs may be at the issuer at once.
PENDING_COOKIE = "thidua_signin_"
PENDING_SECONDS = 600
NAMED_BY = 12


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["sign-in"])

    @routes.get(PATH, response_class=HTMLResponse)
    async def choose(request: Request, ve: str = "/") -> Response:
        accounts: tuple[Account, ...] = ()
        if desk.issuer is not None:
            accounts = await asyncio.to_thread(desk.accounts.everybody)
        leads = None if desk.sign_in is None else f"{PATH}/di?{urlencode({'ve': ve})}"
        screen = SignInScreen(accounts, ve, leads)
        return HTMLResponse(desk.rendering.page("signin.html", screen, plain_chrome(request)))

    @routes.post(PATH)
    async def sign_in(
        request: Request,
        account: Annotated[str, Form()],
        back: Annotated[str, Form(alias="ve")] = "/",
    ) -> Response:
        if desk.issuer is None:
            raise ApiProblem("sign_in_unavailable", 404, "no development issuer")
        now = datetime.now(UTC)
        session = await asyncio.to_thread(desk.issuer.session, account, now)
        return await admitted(request, session, back)

    @routes.get(f"{PATH}/di")
    async def leave_for_the_issuer(request: Request, ve: str = "/") -> Response:
        """To the issuer; by a link, for a policy of ours lets no form lead elsewhere."""
        if desk.sign_in is None:
            raise ApiProblem("sign_in_unavailable", 404, "no issuer")
        address, pending = await desk.sign_in.begin(ve)
        sealing = await desk.sessions.sealing()
        answer = RedirectResponse(address, SEE_OTHER, {"Cache-Control": NOT_KEPT})
        answer.set_cookie(
            _pending_cookie(pending.state),
            sealing.encrypt(msgspec.json.encode(pending)).decode(),
            max_age=PENDING_SECONDS,
            path=PATH,
            httponly=True,
            samesite="lax",
            secure=_is_secure(desk, request),
        )
        return answer

    @routes.get(CALLBACK)
    async def come_back(request: Request, state: str = "") -> Response:
        if desk.sign_in is None:
            raise ApiProblem("sign_in_unavailable", 404, "no issuer")
        name = _pending_cookie(state)
        pending = await _pending(desk, request.cookies.get(name))
        now = datetime.now(UTC)
        session = await desk.sign_in.finish(request.url.query, pending, now)
        answer = await admitted(request, session, pending.back)
        answer.delete_cookie(name, path=PATH, httponly=True, samesite="lax")
        return answer

    @routes.post("/dang-xuat")
    async def sign_out(request: Request) -> Response:
        """The session ends here at once, and at the issuer where it can."""
        cookie = request.cookies.get(COOKIE)
        session = await desk.sessions.find(cookie, datetime.now(UTC))
        await desk.sessions.end(cookie)
        place = None
        if desk.sign_in is not None and session is not None:
            place = await desk.sign_in.leaving(session)
        answer: Response = see(PATH)
        if place is not None:
            # Not by a redirect: a policy of ours lets no form lead elsewhere.
            screen = SignInScreen((), "/", place, leaving=True)
            page = desk.rendering.page("signin.html", screen, plain_chrome(request))
            headers = {"Refresh": f"0; url={place}", "Cache-Control": NOT_KEPT}
            answer = HTMLResponse(page, headers=headers)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer

    async def admitted(request: Request, session: Session, back: str) -> Response:
        cookie = await desk.sessions.open(session)
        answer = see(back)
        answer.set_cookie(
            COOKIE,
            cookie,
            max_age=int(SESSION_LIFE.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=_is_secure(desk, request),
        )
        return answer

    return routes


def path_back_to(request: Request) -> str:
    """Where to sign in, and then go on with what was asked for."""
    if request.method != "GET" or request.url.path.startswith(PATH):
        return PATH
    asked = plain_chrome(request).address
    return PATH if asked == "/" else f"{PATH}?{urlencode({'ve': asked})}"


def _is_secure(desk: Desk, request: Request) -> bool:
    return desk.settings.secure or request.url.scheme == "https"


def _pending_cookie(state: str) -> str:
    """Named by the beginning of its state, of which a cookie's name takes letters only."""
    return PENDING_COOKIE + "".join(filter(str.isalnum, state[:NAMED_BY]))


async def _pending(desk: Desk, cookie: str | None) -> Pending:
    """The sign-in that this browser began. Raises `SignInNotOurs`."""
    sealing = await desk.sessions.sealing()
    try:
        plain = sealing.decrypt((cookie or "").encode(), ttl=PENDING_SECONDS)
        return msgspec.json.decode(plain, type=Pending)
    except (InvalidToken, msgspec.ValidationError) as error:
        raise SignInNotOurs("no sign-in of this browser waits for an answer") from error
