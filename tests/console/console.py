"""Putting a console together for tests, and looking at it as a browser does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx
from fastapi import FastAPI
from starlette.types import Message

from services.console.accounts import Accounts
from services.console.deadlines import Deadlines
from services.console.desk import Desk
from services.console.issuer import Issuer
from services.console.rendering import Rendering
from services.console.sessions import Sessions
from services.console.settings import ConsoleSettings
from services.console.web import application
from shared.access import Tokens
from shared.catalogue import catalogue
from shared.database import Database
from tests.console import samples
from tests.console.services import MemoryTimeline, SampleServices

ORIGIN = "http://console.test"


def write_accounts(path: Path) -> Path:
    scopes = {
        "tdkt": '{ role = "emulation_officer" }',
        "cqt.thutruong": f'{{ role = "unit_head", scope = "{samples.id_of("cqt")}" }}',
        "tccb.thutruong": f'{{ role = "unit_head", scope = "{samples.id_of("tccb")}" }}, '
        f'{{ role = "bloc_head", scope = "{samples.BLOC}" }}',
        "lanhdao": '{ role = "authority" }',
    }
    names = {
        "tdkt": "Chuyên viên thi đua – khen thưởng VPCP",
        "cqt.thutruong": "Cục trưởng Cục Quản trị",
        "tccb.thutruong": "Vụ trưởng Vụ Tổ chức cán bộ, Trưởng Khối thi đua 5",
        "lanhdao": "Lãnh đạo Văn phòng Chính phủ",
    }
    path.write_text(
        "\n".join(
            f'[[account]]\nlogin = "{login}"\nname = "{names[login]}"\nroles = [{roles}]\n'
            for login, roles in scopes.items()
        ),
        "utf-8",
    )
    return path


def console_app(
    settings: ConsoleSettings,
    services: SampleServices,
    timeline: MemoryTimeline,
    *,
    real_issuer: bool = False,
) -> FastAPI:
    accounts = Accounts(settings.accounts)
    assert settings.issuer_key is not None
    issuer = Issuer(settings.issuer, settings.issuer_key, accounts)
    keys = Path(url2pathname(urlsplit(settings.jwks_url).path))
    keys.write_text(json.dumps(issuer.keys()))
    return application(
        Desk(
            settings=settings,
            http=httpx.AsyncClient(transport=httpx.MockTransport(services.answer)),
            sessions=Sessions(Database(settings.store_url, "console")),
            tokens=Tokens(settings.issuer, settings.jwks_url),
            accounts=accounts,
            issuer=None if real_issuer else issuer,
            sign_in=None,
            timeline=timeline,
            rendering=Rendering(catalogue()),
            deadlines=Deadlines.read(settings.deadlines),
        )
    )


class Browser:
    """Requests as a browser sends them: cookies kept, the own site named on every change."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    @classmethod
    @asynccontextmanager
    async def of(cls, app: FastAPI) -> AsyncIterator[Browser]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            yield cls(client)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(path, headers=named)

    async def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            path, data=form, headers={"sec-fetch-site": "same-origin"} | named
        )

    async def upload(self, path: str, field: str, name: str, content: bytes) -> httpx.Response:
        return await self.client.post(
            path, files={field: (name, content)}, headers={"Origin": ORIGIN}
        )

    async def sign_in(self, login: str) -> None:
        answer = await self.post("/dang-nhap", {"account": login})
        assert answer.status_code == 303


async def first_event(app: FastAPI, browser: Browser, path: str, query: str = "") -> str:
    """The first server-sent event of a stream, after which the reader leaves.

    The test client waits for the end of an answer, which a live stream does not have; so the
    application is asked directly.
    """
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    left = asyncio.Event()

    async def receive() -> Message:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body" and message.get("body"):
            await arrived.put(message["body"])

    cookies = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"console.test"), (b"cookie", cookies.encode())],
        "server": ("console.test", 80),
        "client": ("127.0.0.1", 1),
    }
    answering = asyncio.create_task(app(scope, receive, send))
    first = await arrived.get()
    left.set()
    await answering
    return first.decode()
