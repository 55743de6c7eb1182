"""The FastAPI application around a service: its routes, health, documentation, problems."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from shared.http import problems
from shared.http.documents import documents
from shared.runtime import Runtime
from shared.telemetry import exposition
from shared.telemetry.heart import end_process
from shared.telemetry.logs import configure_logging
from shared.telemetry.readiness import Readiness
from shared.telemetry.requests import FRAMEWORK, RequestMetrics
from shared.telemetry.traces import configure_tracing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from shared.settings import ServiceSettings

GRACE_SECONDS = 5


class Problem(BaseModel):
    """An RFC 9457 problem; `code` is stable, texts may change."""

    type: str
    title: str
    status: int
    code: str
    detail: str


PROBLEM_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "description": description}
    for status, description in {
        400: "A header or parameter cannot be read",
        401: "No valid token",
        403: "The account's roles do not permit this",
        404: "There is no such thing",
        409: "Refused by a rule, or changed meanwhile",
        422: "The request does not fit its form",
        503: "Starting, or a store is away; see Retry-After",
    }.items()
}


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

    app = FastAPI(
        title=f"Thi Đua: {runtime.name}",
        description=description,
        lifespan=lifespan,
        telemetry=FRAMEWORK,
    )
    app.state.runtime = runtime
    app.add_middleware(RequestMetrics)
    problems.install(app, statuses)
    for router in routers:
        app.include_router(router, prefix="/api/v1", responses=PROBLEM_RESPONSES)
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
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


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
