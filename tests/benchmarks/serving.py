"""The servers that are compared over HTTP: `python -m tests.benchmarks.serving WAY PORT`.

`ours` is `bloc` as its `main` runs it; the `limit` is the same with commands that answer
without being run. The `peer` is what one writes first: a handler that commits for each request,
in a thread; `nothing` the same form and answer of bare FastAPI. They take the settings of
`bloc`.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from threading import local
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from services.bloc.api.units import UnitForm
from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.eventstore import Answer, Command, Commands
from shared.http.service import serve
from shared.runtime import Runtime

CREATE = "CREATE TABLE IF NOT EXISTS units (id TEXT PRIMARY KEY, state TEXT)"
Insert = Callable[[str, str], object]


class Storeless(Commands):
    """Answers as if the command had been run."""

    async def run(self, command: Command) -> Answer:
        return Answer(command.status, command.body, 1, 1)


def bloc(settings: BlocSettings, *, storeless: bool) -> None:
    app = build(settings)
    runtime: Runtime = app.state.runtime
    if storeless:
        runtime.commands_or_none = Storeless(runtime.commands.application)
    serve(app, settings)


def inserting(store_url: str) -> Insert:
    """A connection that commits each row by itself, as safely as ours does."""
    url = sa.make_url(store_url)
    if url.get_backend_name() == "sqlite":
        file = sqlite3.connect(str(url.database), isolation_level=None, timeout=30)
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        file.execute(CREATE)
        return lambda *row: file.execute("INSERT INTO units VALUES (?, ?)", row)
    server = psycopg.connect(store_url, autocommit=True)
    return lambda *row: server.execute("INSERT INTO units VALUES (%s, %s)", row)


def peer(settings: BlocSettings) -> FastAPI:
    app, own = FastAPI(), local()
    if not settings.store_url.startswith("sqlite"):
        with psycopg.connect(settings.store_url) as server:
            server.execute(CREATE)

    @app.post("/api/v1/units", status_code=201)
    def register_unit(form: UnitForm) -> Response:
        insert: Insert | None = getattr(own, "insert", None)
        if insert is None:
            own.insert = insert = inserting(settings.store_url)
        unit_id = form.id or uuid4()
        insert(str(unit_id), form.model_dump_json())
        return created(unit_id)

    return app


def nothing() -> FastAPI:
    app = FastAPI()

    @app.post("/api/v1/units", status_code=201)
    async def register_unit(form: UnitForm) -> Response:
        return created(form.id or uuid4())

    return app


def created(unit_id: UUID) -> Response:
    return JSONResponse({"id": str(unit_id)}, 201)


def main() -> None:
    way, settings = sys.argv[1], BlocSettings(port=int(sys.argv[2]))
    if way in {"ours", "limit"}:
        bloc(settings, storeless=way == "limit")
    else:
        app = peer(settings) if way == "peer" else nothing()
        uvicorn.run(app, port=settings.port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
