"""`/nhan-su/{id}`: one person's way through the units, and what may be told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.client.bloc import Change
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import UNPROCESSABLE, new_key
from services.console.pages.organisation.forms import Act, Typed, unconfirmed
from services.console.pages.page import add_page, answer, see
from services.console.screens import person
from services.console.screens.refusals import refusal
from shared.contracts.bloc import CardField

if TYPE_CHECKING:
    from services.console.screens.refusals import Refusal

SERVER_ERROR = 500
PATH = "/nhan-su"
FIELDS: tuple[CardField, ...] = get_args(CardField)


def _transfer(person_id: str, typed: Typed) -> Change:
    form = {"to_unit_id": typed.text("don-vi"), "on": typed.text("ngay")}
    return Change("POST", f"/people/{person_id}/transfers", form)


def _second(person_id: str, typed: Typed) -> Change:
    form = {
        "to_unit_id": typed.text("don-vi"),
        "host": typed.text("co-quan"),
        "on": typed.text("ngay"),
    }
    return Change("POST", f"/people/{person_id}/secondments", form)


def _begin_leave(person_id: str, typed: Typed) -> Change:
    form = {
        "kind": typed.text("loai"),
        "on": typed.text("ngay"),
        "until": typed.text("den-ngay"),
    }
    return Change("POST", f"/people/{person_id}/leaves", form)


def _leave(person_id: str, typed: Typed) -> Change:
    form = {"on": typed.text("ngay"), "reason": typed.text("ly-do")}
    return Change("POST", f"/people/{person_id}/departures", form)


def _come_back(person_id: str, typed: Typed) -> Change:
    form = {"unit_id": typed.text("don-vi"), "on": typed.text("ngay")}
    return Change("POST", f"/people/{person_id}/returns", form)


def _end_secondment(person_id: str, typed: Typed) -> Change:
    form = {"on": typed.text("ngay")}
    return Change("POST", f"/people/{person_id}/secondments/ending", form)


def _correct(person_id: str, typed: Typed) -> Change:
    form: dict[str, object] = {name: typed.text(name) for name in FIELDS}
    return Change("PUT", f"/people/{person_id}/card", form)


def _end_leave(person_id: str, typed: Typed) -> Change:
    form = {"on": typed.text("ngay")}
    return Change("POST", f"/people/{person_id}/leaves/ending", form)


ACTS = {
    "sua-ho-so": Act(_correct),
    "dieu-chuyen": Act(_transfer),
    "biet-phai": Act(_second),
    "het-biet-phai": Act(_end_secondment),
    "nghi": Act(_begin_leave),
    "di-lam-lai": Act(_end_leave),
    "roi": Act(_leave, "organisation.word_leave"),
    "tro-lai": Act(_come_back),
}


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["people"])

    async def build(visit: Visit) -> person.PersonScreen:
        return await _person(visit, UUID(str(visit.request.path_params["person_id"])))

    @routes.post(f"{PATH}/{{person_id}}/{{what}}", response_class=HTMLResponse)
    async def act(person_id: UUID, what: str, request: Request) -> Response:
        visit, typed = await desk.visit(request), await Typed.of(request)
        if what not in ACTS:
            raise ApiProblem("not_found", 404, what)
        told = unconfirmed(visit, ACTS[what], typed)
        if told is not None:
            return await _again(desk, visit, person_id, what, typed, told, UNPROCESSABLE)
        try:
            change = ACTS[what].told(str(person_id), typed)
            written = await visit.services.bloc.change(change, typed.text("key") or new_key())
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            return await _again(desk, visit, person_id, what, typed, told, problem.status)
        return see(f"{PATH}/{person_id}?da-ghi=1&after={written.position}")

    add_page(routes, desk, f"{PATH}/{{person_id:uuid}}", "person.html", build, kept=False)
    return routes


async def _person(visit: Visit, person_id: UUID) -> person.PersonScreen:
    after = visit.request.query_params.getlist("after")
    found = await visit.services.bloc.person(person_id, after)
    return person.compose(found, visit.names, visit.account, new_key())


async def _again(
    desk: Desk,
    visit: Visit,
    person_id: UUID,
    what: str,
    typed: Typed,
    told: Refusal,
    status: int,
) -> Response:
    """The page with what was refused and why; nothing that was typed is lost."""
    screen = replace(
        await _person(visit, person_id), refusal=told, opened=what, typed=dict(typed.values)
    )
    return answer(desk, "person.html", screen, visit, status)
