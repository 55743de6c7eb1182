"""The console's parts in one place, and one visit: who asks, in which language, about what."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from starlette.requests import Request

from services.console.accountchanges import AccountChanges
from services.console.client import ApiProblem, Services, answering
from services.console.directory import SERVER_ERROR, Directory
from services.console.openid import Renewals, due
from services.console.screens.chrome import BlocChoice, Chrome, Names
from services.console.screens.moment import Moment, read_moment
from services.console.screens.wording import FACT_ID, Wording
from services.console.sessions import COOKIE
from services.console.withheld import as_seen
from shared.access import Account, NotSignedIn
from shared.catalogue import DEFAULT_LOCALE, LOCALES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Sequence

    import httpx

    from services.console.accounts import Accounts
    from services.console.client import AwardsClient
    from services.console.client.bloc import Bloc
    from services.console.deadlines import Deadlines
    from services.console.issuer import Issuer
    from services.console.openid import SignIn
    from services.console.rendering import Rendering
    from services.console.sessions import Sessions
    from services.console.settings import ConsoleSettings
    from services.console.timeline import Timeline
    from shared.access import Tokens

T = TypeVar("T")

LOCALE_COOKIE = "thidua_locale"
BLOC_COOKIE = "thidua_bloc"
INBOX_GLANCE = 100


@dataclass
class Desk:
    """What every page needs; made once in `main`.

    People sign in at the development `issuer` or, by `sign_in`, at a real one.
    """

    settings: ConsoleSettings
    http: httpx.AsyncClient
    sessions: Sessions
    tokens: Tokens
    accounts: Accounts
    issuer: Issuer | None
    sign_in: SignIn | None
    timeline: Timeline
    rendering: Rendering
    deadlines: Deadlines

    def __post_init__(self) -> None:
        self.directory = Directory(self.accounts)
        self.account_changes = AccountChanges(self.accounts)
        self._renewals = None if self.sign_in is None else Renewals(self.sessions, self.sign_in)

    async def visitor(self, request: Request) -> tuple[Account, Services]:
        """Who asks, and the services in their name. Raises `NotSignedIn`."""
        account, services, _ = await self._signed_in(request)
        return account, services

    async def visit(self, request: Request) -> Visit:
        """One visit with the directory it needs. Raises `NotSignedIn` or `ApiProblem`."""
        account, services, token = await self._signed_in(request)
        since = self.timeline.sequence
        known, unread = await asyncio.gather(
            self.directory.read(token, services.bloc, _of_bloc(request)), _unread(services)
        )
        blocs = tuple(known.names.blocs.values())
        bloc = _chosen(blocs, request)
        chrome = replace(
            plain_chrome(request),
            account=account,
            directory=True,
            choices=tuple(_choice(each) for each in blocs),
            chosen=None if bloc is None else _choice(bloc),
            unread=unread,
            # What answers a form holds what was typed: it stays until its reader leaves it.
            since=since if request.method == "GET" else None,
        )
        visit = Visit(request, account, services, chrome, known.names, bloc)
        if not known.fresh:
            visit.away.add("bloc")
        if unread is None:
            visit.away.add("notify")
        return await self._at_its_moment(visit)

    async def see(self, request: Request, positions: Sequence[str]) -> None:
        """Let the account's next page show what the directory says at these positions.

        Raises `NotSignedIn` or `ApiProblem`.
        """
        _, services, token = await self._signed_in(request)
        await self.directory.read(token, services.bloc, positions)

    async def _at_its_moment(self, visit: Visit) -> Visit:
        moment = read_moment(visit.request.query_params.get("tinh-den"), datetime.now(UTC))
        if moment is not None and moment.fact is not None:
            words = await self.wording(visit, [moment.fact])
            moment = replace(moment, said=words.citation(moment.fact).text)
        return replace(visit, moment=moment)

    async def wording(self, visit: Visit, mentioned: Iterable[str] = ()) -> Wording:
        """Words for what is shown, and for the facts and entities it mentions by their ids."""
        ids = set(mentioned)
        facts = {each for each in ids if FACT_ID.match(each)}
        entities = {each for each in ids - facts if visit.names.name(UUID(each)) is None}
        found = await self.timeline.cited(facts) if facts else {}
        cited = {one.id: one for one in await as_seen(visit.services, found.values())}
        begun = await self.timeline.first_of(entities) if entities else {}
        return Wording(visit.names, visit.chrome.locale, cited, begun)

    async def ready(self) -> dict[str, bool]:
        """Which services are ready, as they say themselves."""
        return await answering(self.http, self.settings)

    async def _signed_in(self, request: Request) -> tuple[Account, Services, str]:
        cookie, now = request.cookies.get(COOKIE), datetime.now(UTC)
        session = await self.sessions.find(cookie, now)
        if session is None or cookie is None:
            raise NotSignedIn("no session")
        if self._renewals is not None and due(session, now):
            session = await self._renewals.fresh(cookie, now)
        account = await self.tokens.account(session.token)
        services = Services.connected(self.http, self.settings, session.token)
        return account, services, session.token


@dataclass(frozen=True)
class Visit:
    """One request of somebody who signed in; `bloc` is none while there is none.

    `moment` is the earlier one that is looked at, none is now; `away` collects the services
    that did not answer, where the page can do without them.
    """

    request: Request
    account: Account
    services: Services
    chrome: Chrome
    names: Names
    bloc: Bloc | None
    away: set[str] = field(default_factory=set)
    moment: Moment | None = None

    @property
    def query(self) -> str:
        return self.request.query_params.get("tim", "").strip()

    @property
    def awards_then(self) -> AwardsClient:
        """`awards` as it stood at the moment that is looked at."""
        moment = self.moment
        return self.services.awards.as_of(None if moment is None else moment.at)

    def asked(self, name: str) -> UUID | None:
        """An id from the address; none when it is missing or no id."""
        return read_id(self.request.query_params.get(name))

    async def or_else(self, asked: Awaitable[T], otherwise: T) -> T:
        """What a service answers, or `otherwise` while it is away; the page then says so."""
        try:
            return await asked
        except ApiProblem as problem:
            if problem.status < SERVER_ERROR:
                raise
            self.away.add(problem.service)
            return otherwise


def plain_chrome(request: Request) -> Chrome:
    """The chrome of somebody not known."""
    path = request.url.path.removesuffix(".json")
    return Chrome(
        locale=locale_of(request),
        path=path,
        here=path.strip("/").split("/")[0],
        query=request.url.query,
    )


def _of_bloc(request: Request) -> list[str]:
    """The positions of the directory's own log that the page has to have seen."""
    return [each for each in request.query_params.getlist("after") if each.startswith("bloc:")]


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
