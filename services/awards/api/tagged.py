"""Answers with an ETag of their content: who has them already is told so in one line."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request, Response
from pydantic import TypeAdapter

NOT_MODIFIED = 304


def responses(example: object) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an endpoint whose answer is tagged."""
    return {
        200: {"content": {"application/json": {"example": example}}},
        NOT_MODIFIED: {"description": "The answer is still what `If-None-Match` names"},
    }


def tagged(request: Request, response: Response, answer: object) -> Response:
    """The answer as JSON, or 304 where `If-None-Match` names it.

    What was worked out has no version of its own, so its tag is a digest of what is sent.
    `response` carries the headers that the request's dependencies set.
    """
    body = TypeAdapter(type(answer)).dump_json(answer)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # The answer may depend on who asks, so it is kept by browsers alone and asked for anew.
    headers = dict(response.headers) | {"ETag": tag, "Cache-Control": "private, no-cache"}
    headers.pop("content-length", None)
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
