"""Uploads files as the emulation officer does, and waits until what was asked is recorded."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from shared.intake import Layout
from shared.sheets.writing import Form, written
from tests.harness.service import RunningService


class Officer:
    """Uploads files as the emulation officer does."""

    def __init__(self, service: RunningService, token: str) -> None:
        self._client = service.client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 (options of the client)
        return await self._client.request(
            method, f"/api/v1{path}", headers=self._headers, **more
        )

    async def upload(self, kind: str, content: bytes, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (options of the client)
        sent = more or {"content": content}
        answer = await self.ask("POST", f"/intakes?kind={kind}&name=a.xlsx", **sent)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def commit(self, intake: dict[str, Any], mode: str) -> dict[str, Any]:
        path = f"/intakes/{intake['id']}"
        answer = await self.ask("POST", f"{path}/commit", json={"mode": mode})
        assert answer.status_code == 202, answer.text
        async with asyncio.timeout(20):
            while (told := (await self.ask("GET", path)).json())["state"] == "recording":
                await asyncio.sleep(0.02)
        found: dict[str, Any] = told
        return found

    async def rows(self, intake: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
        answer = await self.ask("GET", f"/intakes/{intake['id']}/rows{query}")
        found: list[dict[str, Any]] = answer.json()["items"]
        return found


def counts(intake: dict[str, Any]) -> tuple[int, ...]:
    return tuple(intake[name] for name in ("new", "changed", "unchanged", "wrong"))


def sheet(layout: Layout, *rows: dict[str, str], form: Form = "xlsx") -> bytes:
    keys = [column.key for column in layout.columns]
    typed = [[row.get(key, "") for key in keys] for row in rows]
    return written(form, layout.headings("vi"), typed)
