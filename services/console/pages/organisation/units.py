"""`/don-vi`: the tree of units on a day, one unit, and everything that may happen to it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.client import ApiProblem
from services.console.client.bloc import Change
from services.console.desk import Desk, Visit
from services.console.pages.covenant.confirming import UNPROCESSABLE, new_key, today
from services.console.pages.organisation.forms import Act, Typed, unconfirmed
from services.console.pages.page import add_page, answer, see
from services.console.screens import unit, units
from services.console.screens.refusals import refusal

if TYPE_CHECKING:
    from services.console.screens.refusals import Refusal

SERVER_ERROR = 500
PATH = "/don-vi"


def _rename(unit_id: str, typed: Typed) -> Change:
    form = {"name": typed.text("ten"), "short_name": typed.text("ten-ngan")}
    return Change("PUT", f"/units/{unit_id}/name", {**form, **_when_and_why(typed)})


def _move(unit_id: str, typed: Typed) -> Change:
    form = {"parent_id": typed.text("don-vi"), **_when_and_why(typed)}
    return Change("PUT", f"/units/{unit_id}/parent", form)


def _merge(unit_id: str, typed: Typed) -> Change:
    form = {
        "merged_unit_ids": typed.each("cac-don-vi"),
        "people_follow": typed.ticked("nhan-su"),
    }
    return Change("POST", f"/units/{unit_id}/mergers", {**form, **_when_and_why(typed)})


def _split(unit_id: str, typed: Typed) -> Change:
    form = {"heir_unit_ids": typed.each("cac-don-vi"), "ends": typed.ticked("cham-dut")}
    return Change("POST", f"/units/{unit_id}/splits", {**form, **_when_and_why(typed)})


def _dissolve(unit_id: str, typed: Typed) -> Change:
    form = {
        "into_unit_id": typed.text("don-vi"),
        "with_others": typed.ticked("cung-don-vi-khac"),
    }
    return Change("POST", f"/units/{unit_id}/dissolution", {**form, **_when_and_why(typed)})


def _restore(unit_id: str, typed: Typed) -> Change:
    return Change("POST", f"/units/{unit_id}/restoration", _when_and_why(typed))


def _enroll(unit_id: str, typed: Typed) -> Change:
    form = {
        "unit_id": unit_id,
        "full_name": typed.text("ho-ten"),
        "gender": typed.text("gioi-tinh"),
        "job_title": typed.text("chuc-vu"),
        "enrolled_on": typed.text("ngay"),
    }
    return Change("POST", "/people", form)


def _transfer(unit_id: str, typed: Typed) -> Change:
    """Many people of the unit at once; where they go is named, whence they come is known."""
    del unit_id
    form = {
        "person_ids": typed.each("nguoi"),
        "to_unit_id": typed.text("don-vi"),
        "on": typed.text("ngay"),
    }
    return Change("POST", "/people/transfers", form)


def _register(typed: Typed) -> Change:
    form = {
        "name": typed.text("ten"),
        "short_name": typed.text("ten-ngan"),
        "kind": typed.text("loai"),
        "legal_personality": typed.ticked("phap-nhan"),
        "founded_on": typed.text("ngay"),
        "parent_id": typed.text("don-vi"),
    }
    return Change("POST", "/units", form)


def _when_and_why(typed: Typed) -> dict[str, object]:
    return {"on": typed.text("ngay"), "reason": typed.text("ly-do")}


ACTS = {
    "doi-ten": Act(_rename),
    "chuyen": Act(_move),
    "sap-nhap": Act(_merge, "organisation.word_merge"),
    "chia-tach": Act(_split, "organisation.word_split"),
    "giai-the": Act(_dissolve, "organisation.word_dissolve"),
    "khoi-phuc": Act(_restore),
    "tiep-nhan": Act(_enroll),
    "chuyen-nguoi": Act(_transfer),
}


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["units"])

    async def build_one(visit: Visit) -> unit.UnitScreen:
        return await _unit(visit, UUID(str(visit.request.path_params["unit_id"])))

    @routes.post(PATH, response_class=HTMLResponse)
    async def register(request: Request) -> Response:
        visit, typed = await desk.visit(request), await Typed.of(request)
        try:
            written = await visit.services.bloc.change(_register(typed), _key(typed))
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            screen = replace(await _tree(visit), refusal=told, typed=dict(typed.values))
            return answer(desk, "units.html", screen, visit, problem.status)
        return see(f"{PATH}/{written.id}?after={written.position}")

    @routes.post(f"{PATH}/{{unit_id}}/{{what}}", response_class=HTMLResponse)
    async def act(unit_id: UUID, what: str, request: Request) -> Response:
        visit, typed = await desk.visit(request), await Typed.of(request)
        if what not in ACTS:
            raise ApiProblem("not_found", 404, what)
        told = unconfirmed(visit, ACTS[what], typed)
        if told is not None:
            return await _again(desk, visit, unit_id, what, typed, told, UNPROCESSABLE)
        try:
            change = ACTS[what].told(str(unit_id), typed)
            written = await visit.services.bloc.change(change, _key(typed))
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            return await _again(desk, visit, unit_id, what, typed, told, problem.status)
        return see(f"{PATH}/{unit_id}?da-ghi=1&after={written.position}")

    add_page(routes, desk, PATH, "units.html", _tree)
    add_page(routes, desk, f"{PATH}/{{unit_id:uuid}}", "unit.html", build_one)
    return routes


async def _tree(visit: Visit) -> units.UnitsScreen:
    day = _day(visit.request.query_params.get("ngay")) or today()
    after = visit.request.query_params.getlist("after")
    tree = await visit.services.bloc.tree(day, after)
    return units.compose(tree, visit.names, visit.account, new_key())


async def _unit(visit: Visit, unit_id: UUID) -> unit.UnitScreen:
    after = visit.request.query_params.getlist("after")
    api = visit.services.bloc
    found, tree, people = await asyncio.gather(
        api.unit(unit_id, after), api.tree(today(), after), api.people(unit_id, after=after)
    )
    return unit.compose(found, tree, people, visit.names, visit.account, new_key())


async def _again(
    desk: Desk,
    visit: Visit,
    unit_id: UUID,
    what: str,
    typed: Typed,
    told: Refusal,
    status: int,
) -> Response:
    """The page with what was refused and why; nothing that was typed is lost."""
    screen = replace(
        await _unit(visit, unit_id),
        refusal=told,
        opened=what,
        typed=dict(typed.values),
        ticked=(*typed.each("cac-don-vi"), *typed.each("nguoi")),
    )
    return answer(desk, "unit.html", screen, visit, status)


def _key(typed: Typed) -> str:
    return typed.text("key") or new_key()


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None
