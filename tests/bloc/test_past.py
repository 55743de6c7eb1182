"""Reads of the directory as it stood, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from tests.harness.applications import applications, endpoints
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, SignedIn, running

UNIT = {
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "Vụ TCCB",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}
# What goes on telling, and what was never in the log: uploads, and the files made of cards.
WITHOUT_PAST = (
    "/api/v1/inbox/stream",
    "/api/v1/codes",
    "/api/v1/sheets/",
    "/api/v1/intakes/",
)
# Whoever holds a paper asks about it as it stands, without an account.
OF_ANYBODY = "/api/v1/papers/"


@pytest.fixture
async def bloc(
    tmp_path: Path, nats_server: NatsServer, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[RunningService]:
    assert log_client.is_connected
    settings = BlocSettings(
        port=0,
        store_url=f"sqlite:///{tmp_path / 'bloc.sqlite'}",
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield service


@pytest.fixture
def officer(bloc: RunningService) -> SignedIn:
    return bloc.signed_in((Role.EMULATION_OFFICER, None))


async def registered(officer: SignedIn) -> tuple[UUID, str]:
    """A new unit, and the position of the fact."""
    unit_id = uuid4()
    answer = await officer.post("/units", UNIT | {"id": str(unit_id)})
    assert answer.status_code == 201, answer.text
    return unit_id, answer.headers["Thidua-Position"]


async def test_a_list_is_read_at_a_place_a_fact_or_a_time(officer: SignedIn) -> None:
    first, position = await registered(officer)
    assert (await officer.get("/units", after=position)).is_success
    between = datetime.now(UTC).isoformat()
    second, last = await registered(officer)
    now = await officer.get("/units", after=last)

    assert {unit["id"] for unit in now.json()["items"]} == {str(first), str(second)}
    assert "Thidua-At" not in now.headers
    for at in ("1", position, between):
        then = await officer.get("/units", at=at)
        assert [unit["id"] for unit in then.json()["items"]] == [str(first)], at
        assert then.headers["Thidua-At"] == "1"
    assert (await officer.get(f"/units/{second}", at=position)).status_code == 404
    assert (await officer.get("/units", at="0")).json()["items"] == []


async def test_what_cannot_be_read_or_is_to_come_is_refused(officer: SignedIn) -> None:
    await registered(officer)

    unreadable = await officer.get("/units", at="yesterday")
    future = await officer.get("/units", at="bloc:99")

    assert (unreadable.status_code, unreadable.json()["code"]) == (400, "moment_unreadable")
    assert (future.status_code, future.json()["code"]) == (400, "moment_in_future")


async def test_the_past_opens_no_card_of_today(bloc: RunningService, officer: SignedIn) -> None:
    """Who had a person in their unit once does not read their contacts for it."""
    before, _ = await registered(officer)
    after, _ = await registered(officer)
    person = {"full_name": "Đỗ Thị Ánh", "gender": "female", "job_title": "Chuyên viên"}
    person |= {"citizen_number": "001199000001", "enrolled_on": "2018-03-01"}
    enrolled = await officer.post("/people", person | {"unit_id": str(before)})
    assert enrolled.status_code == 201, enrolled.text
    person_id, position = enrolled.json()["id"], enrolled.headers["Thidua-Position"]
    moved = await officer.post(
        f"/people/{person_id}/transfers", {"to_unit_id": str(after), "on": "2024-05-01"}
    )
    former = bloc.signed_in((Role.UNIT_OFFICER, before))

    now = await former.get(f"/people/{person_id}", after=moved.headers["Thidua-Position"])
    then = await former.get(f"/people/{person_id}", at=position)

    assert now.json()["unit_id"] == str(after)
    assert then.json()["unit_id"] == str(before)
    assert then.json()["full_name"] == "Đỗ Thị Ánh"
    assert now.json()["citizen_number"] is then.json()["citizen_number"] is None


def test_every_read_of_every_service_says_that_it_may_be_asked_about_the_past(
    tmp_path: Path, issuer: TestIssuer
) -> None:
    for service, app in applications(tmp_path, issuer.jwks_url).items():
        for endpoint in endpoints(service, app):
            if endpoint.path.startswith(OF_ANYBODY):
                continue
            if endpoint.method == "GET" and endpoint.path.startswith("/api/v1"):
                named = {parameter["name"] for parameter in endpoint.parameters}
                now_only = endpoint.path.startswith(WITHOUT_PAST)
                expected = {"after"} if now_only else {"after", "at"}
                assert expected == named & {"after", "at"}, endpoint.name
