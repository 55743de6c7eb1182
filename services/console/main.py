"""The composition root of `console`: the only file that knows all the others."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from services.console.accounts import Accounts
from services.console.deadlines import Deadlines
from services.console.desk import Desk
from services.console.following import Following
from services.console.issuer import Issuer
from services.console.openid import Client, RemoteIssuer, SignIn
from services.console.rendering import Rendering
from services.console.sessions import Sessions
from services.console.settings import ConsoleSettings
from services.console.views import LogTimeline, TimelineIndex
from services.console.web import application
from shared.access import Tokens
from shared.catalogue import catalogue
from shared.database import Database
from shared.http.service import health, serve
from shared.http.trust import trust
from shared.readmodel import Copies
from shared.runtime import Runtime
from shared.telemetry.requests import RequestMetrics
from shared.telemetry.traces import carry_trace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

ANSWER_SECONDS = 20.0
ISSUER_SECONDS = 10.0


def build(settings: ConsoleSettings) -> FastAPI:
    """Everything of this service, put together; nothing connects before it is started."""
    index = Copies(Database(settings.views(), "console_views"), TimelineIndex())
    tokens = Tokens(settings.issuer, settings.jwks_url)
    timeline = LogTimeline(index)
    accounts = Accounts(settings.accounts)
    key = settings.issuer_key
    issuer_http = httpx.AsyncClient(verify=trust(), timeout=ISSUER_SECONDS)
    sign_in = signing_in(settings, issuer_http, tokens)
    desk = Desk(
        settings=settings,
        # The services are where they are said to be: no proxy of the surroundings between.
        http=httpx.AsyncClient(
            verify=trust(),
            timeout=ANSWER_SECONDS,
            trust_env=False,
            event_hooks={"request": [carry_trace]},
        ),
        sessions=Sessions(Database(settings.store_url, "console")),
        tokens=tokens,
        accounts=accounts,
        issuer=None if key is None else Issuer(settings.issuer, key, accounts),
        sign_in=sign_in,
        timeline=timeline,
        rendering=Rendering(catalogue()),
        deadlines=Deadlines.read(settings.deadlines),
    )
    runtime = Runtime(
        name="console",
        nats_url=settings.nats_url,
        tokens=tokens,
        commands_or_none=None,
        to_fact=None,
        read_models=[index],
        tasks=[Following(timeline, desk.directory)],
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with runtime.running(), desk.http, issuer_http:
            yield

    app = application(desk, lifespan)
    app.state.runtime = runtime
    app.add_middleware(RequestMetrics)
    app.include_router(health(runtime))
    return app


def signing_in(
    settings: ConsoleSettings, http: httpx.AsyncClient, tokens: Tokens
) -> SignIn | None:
    if settings.client_id is None or settings.public_url is None:
        return None
    secret = settings.client_secret
    client = Client(
        issuer=settings.issuer,
        client_id=settings.client_id,
        client_secret=None if secret is None else secret.get_secret_value(),
        public_url=settings.public_url,
        scopes=settings.scopes,
    )
    return SignIn(RemoteIssuer(client, http), tokens)


if __name__ == "__main__":
    settings = ConsoleSettings()
    serve(build(settings), settings)
