"""The service `bloc`, running in this process, and its emulation officer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from nats.aio.client import Client

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, SignedIn, running


@pytest.fixture
async def bloc(
    store_url: Callable[[], str],
    nats_server: NatsServer,
    log_client: Client,
    issuer: TestIssuer,
) -> AsyncIterator[RunningService]:
    assert log_client.is_connected
    settings = BlocSettings(
        port=0,
        store_url=store_url(),
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield service


@pytest.fixture
def officer(bloc: RunningService) -> SignedIn:
    return bloc.signed_in((Role.EMULATION_OFFICER, None))
