"""All services, for one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from services.console.client.awards import AwardsClient
from services.console.client.bloc import BlocClient
from services.console.client.covenant import CovenantClient
from services.console.client.notify import NotifyClient
from services.console.client.transport import Transport

if TYPE_CHECKING:
    import httpx


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
            BlocClient(Transport(http, addresses.bloc_url, token)),
            CovenantClient(Transport(http, addresses.covenant_url, token)),
            AwardsClient(Transport(http, addresses.awards_url, token)),
            NotifyClient(Transport(http, addresses.notify_url, token)),
        )
