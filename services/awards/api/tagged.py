"""Answers with an ETag of their content: who has them already is told so in one line."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Response
from pydantic import TypeAdapter

from shared.http.ready import NOT_MODIFIED, Tagged


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def responses(example: object) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an endpoint whose answer is tagged."""
    return {
        200: {"content": {"application/json": {"example": example}}},
        NOT_MODIFIED: {"description": "The answer is still what `If-None-Match` names"},
    }


def tagged(response: Response, answer: object) -> Tagged:
    """The answer as JSON. `response` carries the headers that the request's dependencies set.

    What was worked out has no version of its own, so its tag is a digest of what is sent.
    """
    headers = dict(response.headers)
    headers.pop("content-length", None)
    kind: Any = type(answer)
    return Tagged(_adapter(kind).dump_json(answer), headers)
