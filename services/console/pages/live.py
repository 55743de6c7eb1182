"""`/truc-tiep`: that what an open page shows was changed; the page then asks for itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.console.client import ApiProblem
from services.console.desk import Desk, Visit
from services.console.pages.streams import event, merged
from shared.contracts.notify import NotificationDelivered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from services.console.accounts import Version
    from shared.contracts import Envelope

# Whose facts change what a service answers.
FED_BY: dict[str, frozenset[str]] = {
    "bloc": frozenset({"bloc"}),
    "covenant": frozenset({"covenant"}),
    "awards": frozenset({"bloc", "covenant", "awards"}),
    "notify": frozenset({"notify"}),
}
# The accounts of the development issuer, which no fact tells of.
ACCOUNTS = "accounts"


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["live"])

    @routes.get("/truc-tiep")
    async def stream(request: Request) -> Response:
        """A word each time something changed that one of the services in `cua` shows.

        Facts after the sequence `sau` count, or after the one that a browser which connects
        again has heard of. The word is who did it, empty for the reader's own doing; what it
        was, the page is told by the services, as far as its reader may know it.
        """
        visit = await desk.visit(request)
        shown = frozenset(request.query_params.getlist("cua"))
        since = request.headers.get("last-event-id") or request.query_params.get("sau", "")
        told = _of_facts(desk, visit, shown, int(since) if since.isdecimal() else None)
        if ACCOUNTS in shown:
            told = merged(told, _of_accounts(desk, desk.accounts.version()))
        return StreamingResponse(told, media_type="text/event-stream")

    return routes


async def _of_facts(
    desk: Desk, visit: Visit, shown: frozenset[str], since: int | None
) -> AsyncIterator[str]:
    services = shown & FED_BY.keys()
    async for arrived in desk.timeline.arrivals(since):
        meant = [one for one in arrived if _concerns(one, visit, services)]
        if meant:
            await asyncio.gather(*(_visible(desk, visit, each, meant) for each in services))
            last = meant[-1]
            own = last.actor == visit.account.login
            who = "" if own else visit.names.accounts.get(last.actor, last.actor)
            yield event("changed", who, str(last.sequence))


async def _of_accounts(desk: Desk, before: Version | None) -> AsyncIterator[str]:
    async for _ in desk.account_changes.arrivals(before):
        yield event("changed", "", None)


def _concerns(envelope: Envelope, visit: Visit, services: frozenset[str]) -> bool:
    if isinstance(envelope.data, NotificationDelivered):
        return "notify" in services and envelope.data.audience in visit.account.audiences()
    return any(envelope.source in FED_BY[each] for each in services)


async def _visible(desk: Desk, visit: Visit, service: str, arrived: Sequence[Envelope]) -> None:
    """Wait until a service shows what the facts say; the log may be ahead of it."""
    newest = {one.source: one.id for one in arrived if one.source in FED_BY[service]}
    try:
        if newest and service == "bloc":
            await desk.see(visit.request, list(newest.values()))
        elif newest:
            await visit.services.shown(service, list(newest.values()))
    except ApiProblem:
        # The reader is told anyway: the page then says itself what it cannot show.
        return
