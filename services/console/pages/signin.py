"""Signing in and out, and what the top bar chooses: language, year, bloc."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem, Services
from services.console.desk import BLOC_COOKIE, LOCALE_COOKIE, Desk, plain_chrome
from services.console.issuer import TOKEN_LIFE
from services.console.pages.page import see
from services.console.sessions import COOKIE, Session
from shared.catalogue import LOCALES

if TYPE_CHECKING:
    from services.console.client.bloc import Bloc
    from shared.access import Account

A_YEAR_OF_SECONDS = 365 * 24 * 3600


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["sign-in"])

    @routes.get("/dang-nhap", response_class=HTMLResponse)
    async def choose(request: Request) -> Response:
        accounts: tuple[Account, ...] = ()
        if desk.issuer is not None:
            accounts = await asyncio.to_thread(desk.accounts.everybody)
        return HTMLResponse(desk.rendering.page("signin.html", accounts, plain_chrome(request)))

    @routes.post("/dang-nhap")
    async def sign_in(request: Request, account: Annotated[str, Form()]) -> Response:
        if desk.issuer is None:
            raise ApiProblem("sign_in_unavailable", 404, "no development issuer")
        now = datetime.now(UTC)
        token = await asyncio.to_thread(desk.issuer.token, account, now)
        cookie = await desk.sessions.open(Session(account, token, now + TOKEN_LIFE))
        answer = see("/")
        answer.set_cookie(
            COOKIE,
            cookie,
            max_age=int(TOKEN_LIFE.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @routes.post("/dang-xuat")
    async def sign_out(request: Request) -> Response:
        await desk.sessions.end(request.cookies.get(COOKIE))
        answer = see("/dang-nhap")
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer

    @routes.post("/lua-chon")
    async def choose_context(
        request: Request,
        back: Annotated[str, Form()] = "/",
        locale: Annotated[str | None, Form()] = None,
        year: Annotated[int | None, Form()] = None,
        bloc: Annotated[str | None, Form()] = None,
    ) -> Response:
        answer = see(back)
        if locale in LOCALES:
            _remember(answer, LOCALE_COOKIE, locale)
        if year is not None:
            _, services = await desk.visitor(request)
            chosen = await _bloc_of(services, year, bloc)
            if chosen is not None:
                _remember(answer, BLOC_COOKIE, str(chosen.id))
        return answer

    return routes


async def _bloc_of(services: Services, year: int, asked: str | None) -> Bloc | None:
    """The bloc asked for if it is of that year, else the first of the year."""
    of_year = [bloc for bloc in await services.bloc.blocs() if bloc.year == year]
    of_year.sort(key=lambda bloc: (str(bloc.id) != asked, bloc.name))
    return of_year[0] if of_year else None


def _remember(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=A_YEAR_OF_SECONDS, httponly=True, samesite="lax")
