"""The console's parts in one place, and one visit: who asks, in which language, about what."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request

from services.console.client import ApiProblem, Services
from services.console.screens.chrome import BlocChoice, Chrome, Names
from services.console.sessions import COOKIE
from shared.access import Account, NotSignedIn
from shared.catalogue import DEFAULT_LOCALE, LOCALES

if TYPE_CHECKING:
    import httpx

    from services.console.accounts import Accounts
    from services.console.client.bloc import Bloc
    from services.console.deadlines import Deadlines
    from services.console.issuer import Issuer
    from services.console.rendering import Rendering
    from services.console.sessions import Sessions
    from services.console.settings import ConsoleSettings
    from services.console.timeline import Timeline
    from shared.access import Tokens

LOCALE_COOKIE = "thidua_locale"
BLOC_COOKIE = "thidua_bloc"
INBOX_GLANCE = 100


@dataclass
class Desk:
    """What every page needs; made once in `main`."""

    settings: ConsoleSettings
    http: httpx.AsyncClient
    sessions: Sessions
    tokens: Tokens
    accounts: Accounts
    issuer: Issuer | None
    timeline: Timeline
    rendering: Rendering
    deadlines: Deadlines

    async def visitor(self, request: Request) -> tuple[Account, Services]:
        """Who asks, and the services in their name. Raises `NotSignedIn`."""
        session = await self.sessions.find(request.cookies.get(COOKIE), datetime.now(UTC))
        if session is None:
            raise NotSignedIn("no session")
        account = await self.tokens.account(session.token)
        return account, Services.connected(self.http, self.settings, session.token)

    async def visit(self, request: Request) -> Visit:
        """One visit with the directory it needs. Raises `NotSignedIn` or `ApiProblem`."""
        account, services = await self.visitor(request)
        units, people, blocs, unread = await asyncio.gather(
            services.bloc.units(),
            services.bloc.people(),
            services.bloc.blocs(),
            _unread(services),
        )
        bloc = _chosen(blocs, request)
        chrome = replace(
            plain_chrome(request),
            account=account,
            choices=tuple(_choice(each) for each in blocs),
            chosen=None if bloc is None else _choice(bloc),
            unread=unread,
        )
        names = Names.of(units, people, blocs, self.accounts.everybody())
        return Visit(request, account, services, chrome, names, bloc)


@dataclass(frozen=True)
class Visit:
    """One request of somebody who signed in; `bloc` is none while there is none."""

    request: Request
    account: Account
    services: Services
    chrome: Chrome
    names: Names
    bloc: Bloc | None

    @property
    def query(self) -> str:
        return self.request.query_params.get("tim", "").strip()

    def asked(self, name: str) -> UUID | None:
        """An id from the address; none when it is missing or no id."""
        return read_id(self.request.query_params.get(name))


def plain_chrome(request: Request) -> Chrome:
    """The chrome of somebody not known."""
    path = request.url.path.removesuffix(".json")
    return Chrome(locale=locale_of(request), path=path, here=path.strip("/").split("/")[0])


def locale_of(request: Request) -> str:
    asked = request.query_params.get("lang") or request.cookies.get(LOCALE_COOKIE)
    return asked if asked in LOCALES else DEFAULT_LOCALE


def read_id(text: str | None) -> UUID | None:
    """The id a text names, if it names one."""
    try:
        return None if text is None else UUID(text)
    except ValueError:
        return None


def _chosen(blocs: tuple[Bloc, ...], request: Request) -> Bloc | None:
    asked = request.query_params.get("khoi") or request.cookies.get(BLOC_COOKIE)
    newest = sorted(blocs, key=lambda bloc: (-bloc.year, bloc.name))
    return next((b for b in newest if str(b.id) == asked), newest[0] if newest else None)


def _choice(bloc: Bloc) -> BlocChoice:
    return BlocChoice(bloc.id, bloc.name, bloc.year)


async def _unread(services: Services) -> int | None:
    # A page is worth showing without the number on the inbox.
    try:
        page = await services.notify.inbox(INBOX_GLANCE)
    except ApiProblem:
        return None
    return sum(not message.read for message in page.items)
