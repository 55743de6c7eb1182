"""A service in this process, with a client that signs in: what the API tests talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from shared.access import Role
from tests.harness.issuer import TestIssuer

PATIENCE_SECONDS = 20.0


class SignedIn:
    """Requests of one account; writes carry a fresh key unless one is given."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        return await self._write("POST", path, body, headers)

    async def put(self, path: str, body: object, **headers: str) -> httpx.Response:
        return await self._write("PUT", path, body, headers)

    async def get(
        self, path: str, *, after: str | None = None, at: str | None = None, **headers: str
    ) -> httpx.Response:
        url = httpx.URL(f"/api/v1{path}")
        for name, value in {"after": after, "at": at}.items():
            if value is not None:
                url = url.copy_add_param(name, value)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.get(url, headers=self._headers | named)

    async def _write(
        self, method: str, path: str, body: object, headers: dict[str, str]
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.request(
            method,
            f"/api/v1{path}",
            json=body,
            headers={"idempotency-key": uuid4().hex} | self._headers | named,
        )


class RunningService:
    def __init__(self, app: FastAPI, client: httpx.AsyncClient, issuer: TestIssuer) -> None:
        self.app = app
        self.client = client
        self._issuer = issuer

    def signed_in(self, *grants: tuple[Role, UUID | None], login: str = "somebody") -> SignedIn:
        return SignedIn(self.client, self._issuer.token(*grants, login=login))

    async def ready(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await self.client.get("/readyz")).status_code != 200:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running(
    app: FastAPI, issuer: TestIssuer, *, until_ready: bool = True
) -> AsyncIterator[RunningService]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://service.test") as client,
    ):
        service = RunningService(app, client, issuer)
        if until_ready:
            await service.ready()
        yield service
