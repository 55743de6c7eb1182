from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from nats.aio.client import Client

from services.covenant.main import build
from services.covenant.settings import CovenantSettings
from tests.covenant.player import Player
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import running


@pytest.fixture
async def player(
    store_url: Callable[[], str],
    nats_server: NatsServer,
    log_client: Client,
    issuer: TestIssuer,
    tmp_path: Path,
) -> AsyncIterator[Player]:
    assert log_client.is_connected
    settings = CovenantSettings(
        port=0,
        store_url=store_url(),
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
        evidence_folder=tmp_path / "evidence",
    )
    async with running(build(settings), issuer) as service:
        yield Player(service)
