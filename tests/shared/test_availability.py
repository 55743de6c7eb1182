"""A service answers while what it stands on is away, says what is missing, and recovers."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from shared.messaging.log import connect, provision
from tests.conftest import new_postgres_database
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.proxy import StoreProxy
from tests.harness.service import RunningService, SignedIn, running

UNIT = {
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "Vụ TCCB",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}
PATIENCE_SECONDS = 20.0
PROMPT_SECONDS = 0.2


@pytest.fixture
def absent(tmp_path: Path) -> NatsServer:
    """A NATS server that is not running yet."""
    return NatsServer(tmp_path / "nats")


@pytest.fixture
async def present(absent: NatsServer) -> AsyncIterator[NatsServer]:
    absent.start()
    await provisioned(absent)
    yield absent
    absent.stop()


@pytest.fixture
async def proxy(postgres: str) -> AsyncIterator[StoreProxy]:
    proxy = StoreProxy(new_postgres_database(postgres))
    yield proxy
    await proxy.close()


async def provisioned(server: NatsServer) -> None:
    client = await connect(server.url, "tests")
    await provision(client.jetstream())
    await client.close()


def bloc(store_url: str, nats: NatsServer, issuer: TestIssuer) -> FastAPI:
    return build(
        BlocSettings(
            port=0,
            store_url=store_url,
            nats_url=nats.url,
            issuer=ISSUER,
            jwks_url=issuer.jwks_url,
        )
    )


def officer_of(service: RunningService) -> SignedIn:
    return service.signed_in((Role.EMULATION_OFFICER, None))


async def missing(service: RunningService) -> str:
    """What `/readyz` says is missing, once it says that the service is not ready."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (answer := await service.client.get("/readyz")).status_code != 503:
            await asyncio.sleep(0.02)
    assert answer.json()["ready"] is False
    assert (await service.client.get("/livez")).json() == {"status": "alive"}
    return "; ".join(answer.json()["missing"])


async def said_to_be_missing(service: RunningService, what: str) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while what not in (said := await missing(service)):
            await asyncio.sleep(0.02)
    return said


def assert_unavailable(answer: httpx.Response, code: str) -> None:
    assert answer.status_code == 503
    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1


async def test_without_nats_commands_are_stored_and_leave_when_it_comes(
    tmp_path: Path, absent: NatsServer, issuer: TestIssuer
) -> None:
    app = bloc(f"sqlite:///{tmp_path / 'bloc.sqlite'}", absent, issuer)
    async with running(app, issuer, until_ready=False) as service:
        said = await said_to_be_missing(service, "nats")
        while "store" in said:
            said = await missing(service)
        stored = await officer_of(service).post("/units", UNIT)
        assert stored.status_code == 201

        try:
            await asyncio.to_thread(absent.start)
            assert "stream" in await said_to_be_missing(service, "stream")
            await provisioned(absent)
            await service.ready()
            path = f"/units/{stored.json()['id']}"
            after = stored.headers["Thidua-Position"]
            assert (await officer_of(service).get(path, after=after)).status_code == 200
        finally:
            absent.stop()
        assert "nats" in await missing(service)


async def test_without_its_store_commands_are_refused_until_it_comes(
    proxy: StoreProxy, present: NatsServer, issuer: TestIssuer
) -> None:
    async with running(bloc(proxy.url, present, issuer), issuer, until_ready=False) as service:
        officer = officer_of(service)
        assert "store: OperationalError" in await missing(service)
        assert_unavailable(await officer.post("/units", UNIT), "not_ready")
        assert_unavailable(await officer.get("/units"), "not_ready")

        await proxy.open()
        await service.ready()
        assert (await officer.post("/units", UNIT)).headers["Thidua-Position"] == "bloc:1"


async def test_a_store_that_goes_away_is_missed_and_used_again(
    proxy: StoreProxy, present: NatsServer, issuer: TestIssuer
) -> None:
    await proxy.open()
    async with running(bloc(proxy.url, present, issuer), issuer) as service:
        officer = officer_of(service)
        await officer.post("/units", UNIT)

        await proxy.close()
        assert_unavailable(await officer.post("/units", UNIT), "store_unavailable")
        assert_unavailable(await officer.get("/units"), "store_unavailable")
        assert "store: OperationalError" in await missing(service)

        await proxy.open()
        again = await officer.post("/units", UNIT)
        assert again.headers["Thidua-Position"] == "bloc:2", (
            "the refused command stored nothing"
        )
        await service.ready()
        found = await officer.get("/units", after="bloc:2")
        assert len(found.json()["items"]) == 2


async def test_a_slow_store_holds_up_nobody_else(
    tmp_path: Path, present: NatsServer, issuer: TestIssuer
) -> None:
    store = tmp_path / "bloc.sqlite"
    async with running(bloc(f"sqlite:///{store}", present, issuer), issuer) as service:
        officer = officer_of(service)
        await officer.post("/units", UNIT)
        somebody = sqlite3.connect(store, isolation_level=None)
        somebody.execute("BEGIN IMMEDIATE")
        held_up = asyncio.create_task(officer.post("/units", UNIT))
        waits: list[float] = []
        for _ in range(50):
            asked = time.perf_counter()
            answers = await asyncio.gather(
                service.client.get("/livez"), service.client.get("/readyz")
            )
            waits.append(time.perf_counter() - asked)
            assert [answer.status_code for answer in answers] == [200, 200]
            await asyncio.sleep(0.02)

        assert not held_up.done(), "the write waits for the lock all the while"
        # A held-up loop would answer the first of them when the lock is gone; a single slow
        # answer may be the machine's.
        assert sorted(waits)[-3] < PROMPT_SECONDS
        assert (await officer.get("/units", after="bloc:1")).status_code == 200
        somebody.execute("COMMIT")
        somebody.close()
        assert (await held_up).status_code == 201
