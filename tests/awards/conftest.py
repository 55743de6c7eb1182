from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from nats.aio.client import Client

from services.awards.main import build
from services.awards.settings import AwardsSettings
from tests.awards.player import Player
from tests.harness.facts import Publisher
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import running


@pytest.fixture
def settings(
    store_url: Callable[[], str], nats_server: NatsServer, issuer: TestIssuer
) -> AwardsSettings:
    return AwardsSettings(
        port=0,
        store_url=store_url(),
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )


@pytest.fixture
async def player(
    settings: AwardsSettings, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[Player]:
    async with running(build(settings), issuer) as service:
        yield Player(service, Publisher(log_client, "bloc"), Publisher(log_client, "covenant"))
