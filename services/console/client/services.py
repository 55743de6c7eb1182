"""All services, for one account."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import httpx
import msgspec

from services.console.client.awards import AwardsClient
from services.console.client.bloc import BlocClient
from services.console.client.covenant import CovenantClient
from services.console.client.notify import NotifyClient
from services.console.client.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Sequence

ASKED_SECONDS = 1.0


class Addresses(Protocol):
    """Where the services are."""

    bloc_url: str
    covenant_url: str
    awards_url: str
    notify_url: str


@dataclass(frozen=True)
class Services:
    """One client for each service, all with the same token."""

    bloc: BlocClient
    covenant: CovenantClient
    awards: AwardsClient
    notify: NotifyClient

    @classmethod
    def connected(
        cls, http: httpx.AsyncClient, addresses: Addresses, token: str | None
    ) -> Services:
        return cls(
            BlocClient(Transport(http, "bloc", addresses.bloc_url, token)),
            CovenantClient(Transport(http, "covenant", addresses.covenant_url, token)),
            AwardsClient(Transport(http, "awards", addresses.awards_url, token)),
            NotifyClient(Transport(http, "notify", addresses.notify_url, token)),
        )

    async def shown(self, service: str, positions: Sequence[str]) -> None:
        """Wait until a service shows what these positions say. Raises `ApiProblem`."""
        glance, transport = {
            "bloc": ("/units", self.bloc.transport),
            "covenant": ("/covenants", self.covenant.transport),
            "awards": ("/decisions", self.awards.transport),
            "notify": ("/inbox", self.notify.transport),
        }[service]
        await transport.read(glance, msgspec.Raw, after=positions, limit=1)


async def answering(http: httpx.AsyncClient, addresses: Addresses) -> dict[str, bool]:
    """Which services say of themselves that they are ready."""
    urls = {
        "bloc": addresses.bloc_url,
        "covenant": addresses.covenant_url,
        "awards": addresses.awards_url,
        "notify": addresses.notify_url,
    }
    ready = await asyncio.gather(*(_is_ready(http, url) for url in urls.values()))
    return dict(zip(urls, ready, strict=True))


async def _is_ready(http: httpx.AsyncClient, url: str) -> bool:
    try:
        answer = await http.get(f"{url.rstrip('/')}/readyz", timeout=ASKED_SECONDS)
    except httpx.HTTPError:
        return False
    return answer.is_success
