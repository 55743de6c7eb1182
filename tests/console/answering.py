"""The sample services on a real port, for a command that asks them from outside."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from tests.console.services import SampleServices

ACCOUNTS = {"tdkt", "vanhanh"}


def served(services: SampleServices) -> FastAPI:
    app = FastAPI()

    @app.post("/oidc/token")
    async def token(request: Request) -> Response:
        account = (await request.body()).decode().removeprefix("account=")
        if account not in ACCOUNTS:
            return Response(status_code=404)
        return Response(json.dumps({"access_token": account}), media_type="application/json")

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def anything(request: Request) -> Response:
        asked = httpx.Request(
            request.method,
            str(request.url),
            content=await request.body(),
            headers={"Authorization": request.headers.get("authorization", "")},
        )
        answer = await services.answer(asked)
        return Response(answer.content, answer.status_code, media_type="application/json")

    return app


@contextmanager
def system_of(services: SampleServices, home: Path) -> Iterator[Path]:
    """A home whose `system.json` leads to the sample services."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(served(services), log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    names = ("console", "bloc", "covenant", "awards", "notify")
    described = {
        "port": 8000,
        "services": dict.fromkeys(names, url),
        "nats": "nats://nowhere.test",
        "nats_provisioner": "nats://nowhere.test",
        "nats_monitoring": "http://nowhere.test",
    }
    (home / "system.json").write_text(json.dumps(described))
    try:
        yield home
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
