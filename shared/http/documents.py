"""What a service publishes, served beside its OpenAPI: for everybody, without signing in."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from shared.documents import asyncapi, schema_named


def documents(service: str) -> APIRouter:
    """The AsyncAPI document of a service and the schemas that `ce-dataschema` names."""
    router = APIRouter(tags=["documents"])
    document = cache(lambda: asyncapi(service))

    @router.get("/asyncapi.json")
    async def read_asyncapi() -> dict[str, Any]:
        return document()

    @router.get("/schemas/{name}", responses={404: {"description": "No fact has this schema"}})
    async def read_schema(name: str) -> JSONResponse:
        return JSONResponse(schema_named(service, name), media_type="application/schema+json")

    return router
