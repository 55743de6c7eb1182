"""Each service serves what it publishes, to everybody."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from shared.contracts import SOURCES, fact_type
from shared.documents import asyncapi, facts_of, schema_of
from tests.harness.applications import applications
from tests.harness.issuer import TestIssuer


@pytest.mark.parametrize("service", SOURCES)
async def test_a_service_serves_its_asyncapi_and_the_schemas_its_facts_name(
    service: str, tmp_path: Path, issuer: TestIssuer
) -> None:
    transport = httpx.ASGITransport(app=applications(tmp_path, issuer.jwks_url)[service])
    async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as client:
        document = await client.get("/asyncapi.json")
        unknown = await client.get("/schemas/vn.thidua.never_happened.v1.json")
        schemas = {
            kind: await client.get(f"/schemas/{fact_type(kind)}.json")
            for kind in facts_of(service)
        }

    assert document.json() == asyncapi(service)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "schema_unknown")
    for kind, answer in schemas.items():
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json() == schema_of(kind)
