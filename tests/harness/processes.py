"""One service as a process of its own, with a client that signs in."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from deploy.local.profile import REPOSITORY
from shared.http.trust import trust
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer, free_port

PATIENCE_SECONDS = 40.0


@asynccontextmanager
async def process(
    service: str,
    home: Path,
    nats: NatsServer,
    issuer: TestIssuer,
    more: Mapping[str, str],
) -> AsyncIterator[httpx.AsyncClient]:
    """Run a service until the block ends; `ready` waits for it."""
    port = free_port()
    settings = {
        "PORT": str(port),
        "STORE_URL": f"sqlite:///{home / service}.sqlite",
        "NATS_URL": nats.url,
        "ISSUER": ISSUER,
        "JWKS_URL": issuer.jwks_url,
    }
    environment = {f"{service.upper()}_{name}": value for name, value in settings.items()}
    with (home / f"{service}.log").open("wb") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"services.{service}.main",
            cwd=REPOSITORY,
            env={**os.environ, **environment, **more},
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(
            verify=trust(), base_url=address, trust_env=False
        ) as client:
            yield client
    finally:
        running.kill()
        await running.wait()


async def ready(client: httpx.AsyncClient) -> None:
    """Wait until the service answers that it is ready."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                if (await client.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            await asyncio.sleep(0.05)
