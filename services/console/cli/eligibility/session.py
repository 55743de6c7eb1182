"""One question to the services in the name of an account, and their refusals in words.

The token is that of THIDUA_TOKEN, as a real issuer gives it; without one, the development
issuer of the system under THIDUA_HOME signs in one of its named accounts.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeVar

import httpx
import msgspec

from services.console.cli.output import fail, locale, text
from services.console.cli.system import find_system
from services.console.client import ApiProblem, Services
from services.console.screens.chrome import Names
from shared.catalogue import catalogue
from shared.http.trust import trust

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.console.client import AwardsClient

T = TypeVar("T")

ANSWER_SECONDS = 60.0


class _Token(msgspec.Struct):
    access_token: str


@dataclass
class _Addresses:
    bloc_url: str
    covenant_url: str
    awards_url: str
    notify_url: str


@dataclass(frozen=True)
class Session:
    """The services as an account may ask them; `awards` as it stood at the asked moment."""

    services: Services
    awards: AwardsClient
    names: Names


def asking(account: str, at: str | None, question: Callable[[Session], Awaitable[T]]) -> T:
    """Ask, and end the command with a reason and a hint when the question is refused."""
    return asyncio.run(_asked(account, at, question))


async def _asked(
    account: str, at: str | None, question: Callable[[Session], Awaitable[T]]
) -> T:
    urls = find_system().services
    addresses = _Addresses(**{f"{name}_url": urls[name] for name in _NAMED})
    # The services are where the system says they are: no proxy of the surroundings between.
    async with httpx.AsyncClient(
        verify=trust(), timeout=ANSWER_SECONDS, trust_env=False
    ) as http:
        token = os.environ.get("THIDUA_TOKEN") or await _signed_in(
            http, urls["console"], account
        )
        services = Services.connected(http, addresses, token)
        try:
            units, people, blocs = await asyncio.gather(
                services.bloc.units(), services.bloc.people(), services.bloc.blocs()
            )
            session = Session(
                services, services.awards.as_of(at), Names.of(units, people, blocs)
            )
            return await question(session)
        except ApiProblem as problem:
            refused(problem)


def refused(problem: ApiProblem) -> NoReturn:
    """End the command in the words of the catalogue; the detail says which value it was."""
    key = f"problem.{problem.code}"
    hint = f"cli.eligibility.hint.{problem.code}"
    fail(
        "cli.eligibility.refused",
        hint if catalogue().knows(hint) else "cli.eligibility.hint.any",
        said=text(key) if catalogue().knows(key, locale()) else problem.code,
        detail=problem.detail,
        service=problem.service,
    )


_NAMED = ("bloc", "covenant", "awards", "notify")


async def _signed_in(http: httpx.AsyncClient, console: str, account: str) -> str:
    try:
        answer = await http.post(f"{console}/oidc/token", data={"account": account})
    except httpx.HTTPError as error:
        fail("cli.eligibility.console_away", "cli.eligibility.console_away_hint", reason=error)
    if not answer.is_success:
        fail("cli.eligibility.no_account", "cli.eligibility.no_account_hint", account=account)
    return msgspec.json.decode(answer.content, type=_Token).access_token
