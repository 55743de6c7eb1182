"""The FastAPI application around a service: its routes, health, documentation, problems."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response
from uvicorn.config import STARTUP_FAILURE

from shared.garbage import collect_seldom
from shared.http import problems
from shared.http.admission import Admission
from shared.http.description import Described
from shared.http.documents import documents
from shared.http.routes import add_routes
from shared.runtime import Runtime
from shared.telemetry import exposition
from shared.telemetry.heart import end_process
from shared.telemetry.logs import configure_logging
from shared.telemetry.readiness import Readiness
from shared.telemetry.requests import FRAMEWORK, RequestMetrics
from shared.telemetry.traces import configure_tracing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from socket import socket

    from shared.settings import ServiceSettings

GRACE_SECONDS = 5
# Longer than who asks keeps a connection that is idle (httpx 5 seconds, proxies a minute): who
# closes first must not be the one that is asked.
KEEP_ALIVE_SECONDS = 75
# libuv takes one new connection of a socket in a turn of the loop: of a crowd that comes at
# once most would wait unseen, where nobody can tell them to come again.
ACCEPTED_IN_A_TURN = 16


def application(
    runtime: Runtime,
    routers: Sequence[APIRouter],
    statuses: Mapping[type[Exception], int],
    description: str,
) -> FastAPI:
    """Everything a service answers over HTTP. Nothing connects before it is started."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with runtime.running():
            yield

    app = Described(
        title=f"Thi Đua: {runtime.name}",
        description=description,
        lifespan=lifespan,
        telemetry=FRAMEWORK,
    )
    app.state.runtime = runtime
    # The last one added is asked first: who is turned away is counted too.
    app.add_middleware(Admission)
    app.add_middleware(RequestMetrics)
    problems.install(app, statuses)
    add_routes(app, routers)
    if runtime.to_fact is not None:
        app.include_router(documents(runtime.name))
    app.include_router(health(runtime))
    return app


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Run the service until it is told to stop."""
    runtime: Runtime = app.state.runtime
    configure_logging(runtime.name, settings.log_level)
    configure_tracing(runtime.name)
    runtime.health.heart.when_dead = end_process
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    collect_seldom()
    with suppress(KeyboardInterrupt):
        server.run(listening(config.bind_socket()))
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def listening(bound: socket) -> list[socket]:
    """The same socket so many times: of each, one new connection is taken in a turn."""
    return [bound, *(bound.dup() for _ in range(ACCEPTED_IN_A_TURN - 1))]


def health(runtime: Runtime) -> APIRouter:
    """What a process runner and a monitor ask: alive, ready, what is missing, how far."""
    router = APIRouter(tags=["health"])

    @router.get("/livez", responses={503: {"description": "The event loop is ill"}})
    async def livez() -> JSONResponse:
        complaint = runtime.health.heart.complaint()
        if complaint is not None:
            return JSONResponse({"status": "ill", "reason": complaint}, status_code=503)
        return JSONResponse({"status": "alive"})

    @router.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz() -> JSONResponse:
        readiness = await runtime.health.readiness()
        return JSONResponse(
            readiness.model_dump(mode="json"), status_code=200 if readiness.ready else 503
        )

    @router.get("/metrics", responses={200: {"content": {exposition.CONTENT_TYPE: {}}}})
    async def metrics() -> Response:
        """Figures in Prometheus' text format, asked now; open like the other two."""
        found = await runtime.health.standing()
        text = exposition.text(found, runtime.health.states(found))
        return Response(text, media_type=exposition.CONTENT_TYPE)

    return router
