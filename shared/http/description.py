"""The OpenAPI document of a service: what every operation may answer beside its success.

The refusals are the same for all, so they are written into the document once it is asked for.
Declared at each route instead, a model is built per status and route at every start.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from fastapi import FastAPI

from shared.http.routes import API

PROBLEM = "Problem"
# What FastAPI describes by itself for a form that does not fit; ours is a problem instead.
REPLACED = ("HTTPValidationError", "ValidationError")

REFUSALS = {
    "400": "A header or parameter cannot be read",
    "401": "No valid token",
    "403": "The account's roles do not permit this",
    "404": "There is no such thing",
    "409": "Refused by a rule, or changed meanwhile",
    "422": "The request does not fit its form",
    "503": "Starting, a store is away, or too much is asked at once; see Retry-After",
}

# RFC 9457; `code` is stable, texts may change.
PROBLEM_SCHEMA = {
    "title": PROBLEM,
    "type": "object",
    "description": "An RFC 9457 problem; `code` is stable, texts may change.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:thidua:problem:not_allowed"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}


class Described(FastAPI):
    """An application whose document names the refusals of every operation under `API`."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document, made once."""
        return self._document

    @cached_property
    def _document(self) -> dict[str, Any]:
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in REPLACED:
            schemas.pop(name, None)
        schemas[PROBLEM] = PROBLEM_SCHEMA
        for path, operations in document["paths"].items():
            for operation in operations.values():
                described = operation["responses"]
                described.pop("422", None)
                if path.startswith(API):
                    for status, description in REFUSALS.items():
                        described.setdefault(status, _refusal(description))
        return document


def _refusal(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }
