"""`/giao-uoc/dang-ky`: registering titles, with the warning beside the form before saving."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit, read_id
from services.console.pages.covenant.confirming import UNPROCESSABLE, new_key, today
from services.console.pages.covenant.reading import chosen_of
from services.console.pages.page import add_page, answer, see
from services.console.screens import registrations
from services.console.screens.refusals import Refusal, refusal
from services.console.screens.registrations import Chosen, Outlook, RegistrationsScreen

if TYPE_CHECKING:
    from services.console.client.covenant import Registration

SERVER_ERROR = 500
AT_ONCE = 8
PATH = "/giao-uoc/dang-ky"


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["covenant"])

    async def build(visit: Visit) -> RegistrationsScreen | None:
        asked = visit.request.query_params
        chosen = Chosen(asked.get("doi-tuong", ""), asked.get("danh-hieu", ""))
        return await _screen(visit, visit.asked("don-vi"), chosen)

    @routes.post(PATH, response_class=HTMLResponse)
    async def register(
        request: Request,
        unit: Annotated[UUID, Form()],
        subject: Annotated[str, Form(alias="doi-tuong")] = "",
        award: Annotated[str, Form(alias="danh-hieu")] = "",
        key: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        chosen = Chosen(subject, award)
        screen = await _screen(visit, unit, chosen)
        if screen is None:
            return see(PATH)
        if not registrations.fits(chosen):
            return _refused(desk, visit, screen, Refusal("registration.unfit"), UNPROCESSABLE)
        form = {
            "covenant_id": screen.covenant_id,
            "unit_id": unit,
            "subject_kind": chosen.kind,
            "subject_id": chosen.subject_id,
            "award": award,
            "registered_on": today(),
        }
        try:
            written = await visit.services.covenant.register(form, key or screen.key)
        except ApiProblem as problem:
            return _told(desk, visit, screen, problem)
        return see(f"{PATH}?don-vi={unit}&after={written.position}")

    @routes.post(f"{PATH}/{{registration_id}}/tra-lai", response_class=HTMLResponse)
    async def give_back(
        registration_id: UUID,
        request: Request,
        unit: Annotated[UUID, Form()],
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        visit = await desk.visit(request)
        try:
            written = await visit.services.covenant.return_registration(
                registration_id, reason.strip(), today(), new_key()
            )
        except ApiProblem as problem:
            screen = await _screen(visit, unit, Chosen())
            if screen is None:
                raise
            return _told(desk, visit, screen, problem)
        return see(f"{PATH}?don-vi={unit}&after={written.position}")

    @routes.get(f"{PATH}/canh-bao", response_class=HTMLResponse)
    async def warn(request: Request) -> Response:
        """What stands in the way of the title that is chosen, before anything is saved."""
        visit = await desk.visit(request)
        screen = await build(visit)
        locale = visit.chrome.locale
        return HTMLResponse(
            desk.rendering.fragment("registration_outlook.html", locale, screen=screen)
        )

    add_page(routes, desk, PATH, "registrations.html", build)
    return routes


async def _screen(
    visit: Visit, unit_id: UUID | None, chosen: Chosen
) -> RegistrationsScreen | None:
    if visit.bloc is None:
        return None
    api = visit.services.covenant
    after = visit.request.query_params.getlist("after")
    found = await api.covenants(visit.bloc.id, visit.bloc.year, after=after)
    if not found:
        return None
    shown = chosen_of(visit, found).covenant_id
    file, known = await asyncio.gather(
        api.covenant_file(shown), api.registrations(shown, after)
    )
    unit = registrations.shown_unit(file, unit_id, visit.account)
    year = file.covenant.year
    own = tuple(one for one in known if one.unit_id == unit)
    outlook = None
    if registrations.fits(chosen) and read_id(chosen.subject_id) is not None:
        outlook = await _outlook(
            visit, chosen.kind, UUID(chosen.subject_id), chosen.award, year
        )
    return registrations.compose(
        file,
        unit,
        own,
        await _outlooks(visit, own, year),
        chosen,
        outlook,
        visit.names,
        visit.account,
        new_key(),
    )


async def _outlooks(
    visit: Visit, own: tuple[Registration, ...], year: int
) -> dict[UUID, Outlook]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(registration: Registration) -> tuple[UUID, Outlook]:
        async with gate:
            subject, award = registration.subject_id, registration.award
            found = await _outlook(visit, registration.subject_kind, subject, award, year)
            return registration.registration_id, found

    return dict(await asyncio.gather(*map(one, own)))


async def _outlook(visit: Visit, kind: str, subject_id: UUID, award: str, year: int) -> Outlook:
    """What stands in the way; while `awards` is away registering goes on without it."""
    questions = visit.services.awards.questions
    try:
        roadmap = await questions.roadmap(kind, subject_id, award, year)
    except ApiProblem:
        visit.away.add("awards")
        return Outlook("away")
    return registrations.outlook_of(roadmap, year)


def _told(
    desk: Desk, visit: Visit, screen: RegistrationsScreen, problem: ApiProblem
) -> Response:
    if problem.status >= SERVER_ERROR:
        raise problem
    told = refusal(problem, visit.names, visit.chrome.locale)
    return _refused(desk, visit, screen, told, problem.status)


def _refused(
    desk: Desk, visit: Visit, screen: RegistrationsScreen, error: Refusal, status: int
) -> Response:
    told = replace(screen, error=error)
    return answer(desk, "registrations.html", told, visit, status)
