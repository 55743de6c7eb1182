"""What the top bar chooses: language, year, bloc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from services.console.client import Services
from services.console.desk import BLOC_COOKIE, LOCALE_COOKIE, Desk
from services.console.pages.page import see
from shared.catalogue import LOCALES

if TYPE_CHECKING:
    from services.console.client.bloc import Bloc

A_YEAR_OF_SECONDS = 365 * 24 * 3600


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["choices"])

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
