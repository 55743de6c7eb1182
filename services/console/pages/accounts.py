"""`/tai-khoan`: accounts of the development issuer, and the roles they hold."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.accountfile import AccountFile
from services.console.accountrefusals import (
    AccountFileNotWritable,
    AccountLoginMalformed,
    AccountLoginTaken,
    AccountNameUnfit,
    AccountUnknown,
    LastEmulationOfficer,
    RoleAlreadyHeld,
    RoleNotGivenHere,
    RoleNotHeld,
    RoleReasonUnfit,
    RoleScopeUnfit,
    RoleTakenWithoutReason,
)
from services.console.accounts import MANAGE_ACCOUNTS
from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.page import add_page, answer, see
from services.console.screens import accounts as screens
from services.console.screens.chrome import Action
from services.console.screens.refusals import Refusal
from services.console.screens.scorework import is_officer
from shared.access import OF_BLOCS, SCOPED, Grant, NotAllowed, Role
from shared.errors import code_of

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger()

PATH = "/tai-khoan"
STATUSES: dict[type[Exception], int] = {
    NotAllowed: 403,
    RoleNotGivenHere: 403,
    AccountUnknown: 404,
    AccountLoginTaken: 409,
    RoleAlreadyHeld: 409,
    RoleNotHeld: 409,
    LastEmulationOfficer: 409,
    AccountFileNotWritable: 409,
    AccountLoginMalformed: 422,
    AccountNameUnfit: 422,
    RoleScopeUnfit: 422,
    RoleTakenWithoutReason: 422,
    RoleReasonUnfit: 422,
}


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["accounts"])

    async def build(visit: Visit) -> screens.AccountsScreen:
        here = AccountFile() if desk.issuer is None else await _here(desk)
        return screens.compose(
            here,
            visit.account,
            visit.names,
            visit.bloc,
            desk.settings.issuer if desk.issuer is None else None,
            _may_change(desk, visit),
        )

    async def done(
        visit: Visit, typed: dict[str, str], change: Callable[[], object], anchor: str
    ) -> Response:
        """The page after the change; of one that was refused, with what was typed."""
        if desk.issuer is None:
            raise ApiProblem("roles_come_from_issuer", 409, "no development issuer")
        try:
            MANAGE_ACCOUNTS.check_role(visit.account)
            await asyncio.to_thread(change)
            desk.account_changes.tell()
        except tuple(STATUSES) as error:
            told = Refusal(f"problem.{code_of(type(error))}")
            screen = replace(await build(visit), refusal=told, typed=typed)
            return answer(desk, "accounts.html", screen, visit, STATUSES[type(error)])
        return see(f"{PATH}?da-ghi=1#{anchor}")

    @routes.post(PATH, response_class=HTMLResponse)
    async def add(
        request: Request,
        login: Annotated[str, Form(alias="ten-dang-nhap")] = "",
        name: Annotated[str, Form(alias="ten")] = "",
    ) -> Response:
        visit = await desk.visit(request)
        known, by = login.strip(), visit.account.login

        def change() -> None:
            desk.accounts.add(known, name, by)
            log.info("account_added", login=known, by=by)

        typed = {"ten-dang-nhap": login, "ten": name}
        return await done(visit, typed, change, f"tk-{known}")

    @routes.post(f"{PATH}/vai-tro/{{what}}", response_class=HTMLResponse)
    async def change_role(
        what: str,
        request: Request,
        login: Annotated[str, Form(alias="tai-khoan")] = "",
        role: Annotated[str, Form(alias="vai-tro")] = "",
        place: Annotated[str, Form(alias="noi")] = "",
        reason: Annotated[str, Form(alias="ly-do")] = "",
    ) -> Response:
        """Give a role (`giao`) or take it (`thu`), which needs a reason."""
        visit = await desk.visit(request)
        match what:
            case "giao":
                deed, event = desk.accounts.give, "role_given"
            case "thu":
                deed, event = desk.accounts.take, "role_taken"
            case _:
                raise ApiProblem("not_found", 404, what)
        by = visit.account.login

        def change() -> None:
            grant = _grant(visit, role, place, existing=what == "giao")
            deed(login, grant, by, at=datetime.now(UTC), reason=reason)
            log.info(event, login=login, role=grant.role.value, scope=grant.scope, by=by)

        typed = {"tai-khoan": login, "vai-tro": role, "noi": place, "ly-do": reason}
        return await done(visit, typed, change, f"tk-{login}")

    add_page(routes, desk, PATH, "accounts.html", build)
    return routes


async def _here(desk: Desk) -> AccountFile:
    return await asyncio.to_thread(desk.accounts.file)


def _may_change(desk: Desk, visit: Visit) -> Action:
    if not is_officer(visit.account):
        return Action(allowed=False, reason="reason.not_officer")
    if not desk.accounts.writable:
        return Action(allowed=False, reason="reason.accounts_read_only")
    return Action(allowed=True)


def _grant(visit: Visit, role: str, place: str, *, existing: bool) -> Grant:
    """What the form names. A role is given where there is a place; it is taken anywhere."""
    grant = screens.grant_of(role, place)
    if grant is None:
        raise RoleScopeUnfit(f"{role!r} for {place!r}")
    named = None if grant.scope is None else UUID(grant.scope)
    if existing and grant.role in SCOPED and named not in _places(visit, grant.role):
        raise RoleScopeUnfit(f"{grant.role} for {grant.scope}")
    return grant


def _places(visit: Visit, role: Role) -> set[UUID]:
    """Where a role can be held: who is on the council is named for a unit or for a bloc."""
    blocs, units = set(visit.names.blocs), set(visit.names.units)
    if role == Role.COUNCIL_MEMBER:
        return blocs | units
    return blocs if role in OF_BLOCS else units
