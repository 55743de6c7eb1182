"""Who may do what: every endpoint × every role, compared with one table beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from shared.access import SCOPED, Role
from tests.harness.applications import Endpoint, applications, endpoints
from tests.harness.issuer import TestIssuer

DECLARED = tomllib.loads((Path(__file__).parent / "access.toml").read_text("utf-8"))
TABLE: dict[str, list[str]] = DECLARED["who_may"]
OPEN: dict[str, str] = DECLARED["open"]
OPEN_IN: dict[str, dict[str, str]] = DECLARED["open_in"]


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory, issuer: TestIssuer) -> dict[str, FastAPI]:
    return applications(tmp_path_factory.mktemp("stores"), issuer.jwks_url)


@pytest.fixture(scope="module")
def walked(apps: dict[str, FastAPI]) -> list[Endpoint]:
    return [
        endpoint
        for service, app in apps.items()
        for endpoint in endpoints(service, app)
        if endpoint.path not in {*OPEN, *OPEN_IN.get(service, ())}
    ]


@pytest.fixture
async def clients(apps: dict[str, FastAPI]) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    opened = {
        service: httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://service.test"
        )
        for service, app in apps.items()
    }
    yield opened
    for client in opened.values():
        await client.aclose()


def token(issuer: TestIssuer, role: Role) -> str:
    return issuer.token((role, UUID(int=7) if role in SCOPED else None), login=role)


def test_the_table_names_every_endpoint_and_no_other(
    walked: list[Endpoint], apps: dict[str, FastAPI]
) -> None:
    assert sorted(endpoint.name for endpoint in walked) == sorted(TABLE)
    for service, app in apps.items():
        assert {each.path for each in endpoints(service, app)} >= {
            *OPEN,
            *OPEN_IN.get(service, ()),
        }, service


async def test_without_a_token_every_endpoint_refuses(
    walked: list[Endpoint], clients: dict[str, httpx.AsyncClient]
) -> None:
    for endpoint in walked:
        client = clients[endpoint.service]

        answer = await client.request(endpoint.method, endpoint.address())

        assert (endpoint.name, answer.status_code) == (endpoint.name, 401)


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_may_what_the_table_says_and_nothing_else(
    role: Role,
    walked: list[Endpoint],
    clients: dict[str, httpx.AsyncClient],
    issuer: TestIssuer,
) -> None:
    headers = {"Authorization": f"Bearer {token(issuer, role)}"}
    allowed = {}
    for endpoint in walked:
        client = clients[endpoint.service]
        answer = await client.request(endpoint.method, endpoint.address(), headers=headers)
        # The services were built and not started: who is let in is told to come back later.
        assert answer.status_code in {403, 503}, (endpoint.name, answer.text)
        allowed[endpoint.name] = answer.status_code == 503

    wanted = {name: "everybody" in roles or role in roles for name, roles in TABLE.items()}

    assert allowed == wanted


def test_a_request_whose_body_is_a_file_says_so(apps: dict[str, FastAPI]) -> None:
    said = {
        f"{service} {path}": list(item["post"]["requestBody"]["content"])
        for service, app in apps.items()
        for path, item in app.openapi()["paths"].items()
        if path.endswith(("/evidence", "/intakes"))
    }
    assert set(said) == {
        "covenant /api/v1/scorecards/{scorecard_id}/evidence",
        "bloc /api/v1/intakes",
        "awards /api/v1/intakes",
    }
    assert all(kinds == ["application/octet-stream"] for kinds in said.values())


@pytest.mark.parametrize("role", sorted(SCOPED))
async def test_mistake_2_a_role_without_the_scope_it_needs_opens_nothing(
    role: Role,
    walked: list[Endpoint],
    clients: dict[str, httpx.AsyncClient],
    issuer: TestIssuer,
) -> None:
    headers = {"Authorization": f"Bearer {issuer.token((role, None), login=role)}"}
    for endpoint in walked:
        client = clients[endpoint.service]
        answer = await client.request(endpoint.method, endpoint.address(), headers=headers)
        assert (endpoint.name, answer.status_code) == (endpoint.name, 403)


async def test_a_token_that_is_not_good_opens_nothing(
    walked: list[Endpoint], clients: dict[str, httpx.AsyncClient], issuer: TestIssuer
) -> None:
    endpoint = walked[0]
    bad = {
        "expired": issuer.token((Role.VIEWER, None), lasts_seconds=-60),
        "of another issuer": issuer.token((Role.VIEWER, None), issuer="http://other.test"),
        "with a broken signature": issuer.token((Role.VIEWER, None))[:-4] + "AAAA",
        "no token": "nonsense",
    }
    for kind, value in bad.items():
        answer = await clients[endpoint.service].request(
            endpoint.method,
            endpoint.address(),
            headers={"Authorization": f"Bearer {value}"},
        )

        assert (kind, answer.status_code) == (kind, 401)
        assert answer.json()["code"] == "not_signed_in"


async def test_while_the_issuer_is_away_the_answer_is_to_come_back(
    tmp_path: Path, issuer: TestIssuer
) -> None:
    app = applications(tmp_path, (tmp_path / "missing.json").as_uri())["bloc"]
    headers = {"Authorization": f"Bearer {issuer.token((Role.VIEWER, None))}"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as client:
        answer = await client.get("/api/v1/units", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (503, "issuer_away")
    assert answer.headers["Retry-After"] == "1"
