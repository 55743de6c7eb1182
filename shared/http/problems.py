"""Errors on the wire: RFC 9457 problems, each with a stable code.

The code is the error's class name in snake case; the status comes from one mapping a service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.access import IssuerAway, NotAllowed, NotSignedIn
from shared.documents import SchemaUnknown
from shared.errors import code_of
from shared.eventstore import (
    AggregateAlreadyExists,
    AggregateNotFound,
    IdempotencyKeyReused,
    TooManyCommands,
    VersionConflict,
)
from shared.http.ids import IdNotDerived
from shared.messaging.history import LogAway
from shared.messaging.moments import MomentInFuture, MomentUnreadable
from shared.readmodel.refusals import ProjectionBeingRebuilt

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger()

RETRY_AFTER_SECONDS = 1
SERVER_ERROR = 500
UNAVAILABLE = 503


class NotReady(Exception):
    """The service is starting, or its store is away; try again shortly."""


class NotYetVisible(Exception):
    """What the request asked to wait for did not arrive in time; try again shortly."""


class TooManyRequests(Exception):
    """More is asked at once than can be answered soon; try again shortly."""

    def __init__(self) -> None:
        super().__init__("more is asked at once than can be answered soon; try again shortly")


class MalformedRequest(Exception):
    """A header or parameter cannot be read."""


SHARED_STATUSES: dict[type[Exception], int] = {
    NotSignedIn: 401,
    NotAllowed: 403,
    AggregateNotFound: 404,
    SchemaUnknown: 404,
    AggregateAlreadyExists: 409,
    VersionConflict: 409,
    IdempotencyKeyReused: 422,
    IdNotDerived: 422,
    MalformedRequest: 400,
    MomentUnreadable: 400,
    MomentInFuture: 400,
    LogAway: UNAVAILABLE,
    NotReady: UNAVAILABLE,
    IssuerAway: UNAVAILABLE,
    NotYetVisible: UNAVAILABLE,
    TooManyCommands: UNAVAILABLE,
    TooManyRequests: UNAVAILABLE,
    ProjectionBeingRebuilt: UNAVAILABLE,
}


def problem(status: int, code: str, detail: str, **more: object) -> JSONResponse:
    """An RFC 9457 answer."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == UNAVAILABLE else {}
    if status == 401:  # noqa: PLR2004 (RFC 6750 names the header for this very status)
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        {
            "type": f"urn:thidua:problem:{code}",
            "title": code.replace("_", " "),
            "status": status,
            "code": code,
            "detail": detail,
            **more,
        },
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


def install(app: FastAPI, statuses: Mapping[type[Exception], int]) -> None:
    """Answer every error of the service as a problem. `statuses` adds to the shared mapping."""
    for kind, status in (SHARED_STATUSES | dict(statuses)).items():
        app.add_exception_handler(kind, _answer_with(status))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(sa.exc.OperationalError, _store_away)
    app.add_exception_handler(Exception, _unexpected)


def _answer_with(status: int) -> Any:  # noqa: ANN401 (Starlette's own type for handlers)
    async def answer(_: Request, error: Exception) -> JSONResponse:
        more: dict[str, object] = {}
        if isinstance(error, VersionConflict):
            more = {
                "expected_version": error.expected_version,
                "actual_version": error.actual_version,
            }
        # What a refusal names, for a screen that says it in its own words.
        values = getattr(error, "values", None)
        if isinstance(values, dict) and values:
            more["values"] = values
        return problem(status, code_of(type(error)), str(error), **more)

    return answer


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    places = [
        {"at": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
        for item in errors
    ]
    detail = "; ".join(f"{place['at']}: {place['message']}" for place in places)
    return problem(422, "invalid_request", detail, errors=places)


async def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "no_such_address", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return problem(error.status_code, code, str(error.detail))


async def _store_away(request: Request, error: Exception) -> JSONResponse:
    log.error("store_unavailable", path=request.url.path, reason=str(error))
    return problem(UNAVAILABLE, "store_unavailable", "the store does not answer; try again")


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected_error", path=request.url.path, exc_info=error)
    return problem(SERVER_ERROR, "unexpected_error", "an error of ours; it was recorded")
