"""`/metrics` says what the store and the stream say, and counts what happened between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from nats.aio.client import Client

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from shared.continuity import Positions, SourcePosition
from shared.telemetry.metrics import REGISTRY
from shared.telemetry.requests import RequestMetrics
from shared.telemetry.standing import Unpublished, ask
from tests.harness.facts import Publisher
from tests.harness.figures import Figures, figures_of
from tests.harness.freezing import frozen_views
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, SignedIn, running
from tests.harness.stores import PATIENCE_SECONDS, UnitStore, unit_registered

UNIT = {
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "Vụ TCCB",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}
DIRECTORY = {"reader": "bloc-directory", "source": "bloc"}


@pytest.fixture
async def bloc(
    tmp_path: Path, log_client: Client, nats_server: NatsServer, issuer: TestIssuer
) -> AsyncIterator[RunningService]:
    del log_client  # The log is provisioned by now.
    app = build(
        BlocSettings(
            port=0,
            store_url=f"sqlite:///{tmp_path / 'bloc.sqlite'}",
            nats_url=nats_server.url,
            issuer=ISSUER,
            jwks_url=issuer.jwks_url,
        )
    )
    async with running(app, issuer) as service:
        yield service


@pytest.fixture
def officer(bloc: RunningService) -> SignedIn:
    return bloc.signed_in((Role.EMULATION_OFFICER, None))


async def said(bloc: RunningService, name: str, value: float, **labels: str) -> Figures:
    """The figures, once one of them is as wanted."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (figures := await figures_of(bloc.client))(name, **labels) != value:
            await asyncio.sleep(0.02)
    return figures


def grown(before: Figures, after: Figures, name: str, **labels: str) -> float:
    return (after(name, **labels) or 0) - (before(name, **labels) or 0)


async def test_it_says_how_far_store_stream_and_readers_are(
    bloc: RunningService, officer: SignedIn
) -> None:
    await officer.post("/units", UNIT)
    stored = await officer.post("/units", UNIT)
    await officer.get("/units", after=stored.headers["Thidua-Position"])

    figures = await figures_of(bloc.client)

    assert figures("thidua_store_head_position") == 2
    assert figures("thidua_stream_head_position", source="bloc") == 2
    assert figures("thidua_unpublished_events") == 0
    assert figures("thidua_unpublished_oldest_age_seconds") == 0
    assert figures("thidua_reader_position", **DIRECTORY) == 2
    assert figures("thidua_reader_lag_facts", **DIRECTORY) == 0
    assert figures("thidua_reader_lag_seconds", **DIRECTORY) == 0
    assert figures("thidua_reader_blocked", **DIRECTORY) == 0
    assert {figures("thidua_answering", part=part) for part in ("store", "stream")} == {1}


async def test_a_frozen_reader_shows_by_what_the_stream_holds(
    bloc: RunningService, officer: SignedIn, tmp_path: Path
) -> None:
    with frozen_views(tmp_path):
        for _ in range(3):
            await officer.post("/units", UNIT)
        waiting = await said(bloc, "thidua_reader_lag_facts", 3, **DIRECTORY)
        age = waiting("thidua_reader_lag_seconds", **DIRECTORY)
        later = await figures_of(bloc.client)
        assert age is not None
        assert 0 < age < (later("thidua_reader_lag_seconds", **DIRECTORY) or 0)
        assert later("thidua_reader_position", **DIRECTORY) == 0

    moving = await said(bloc, "thidua_reader_lag_facts", 0, **DIRECTORY)
    assert moving("thidua_reader_position", **DIRECTORY) == 3


async def test_what_does_not_answer_is_named_and_its_figures_are_left_out(
    bloc: RunningService,
    officer: SignedIn,
    nats_server: NatsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.telemetry.standing.STREAM_PATIENCE_SECONDS", 0.2)
    await officer.post("/units", UNIT)
    nats_server.pause()
    try:
        figures = await said(bloc, "thidua_answering", 0, part="stream")
    finally:
        nats_server.resume()

    assert figures("thidua_store_head_position") == 1
    assert figures("thidua_reader_lag_facts", **DIRECTORY) is None
    assert figures("thidua_unpublished_events") is None


async def test_events_that_did_not_leave_are_counted_with_their_age(
    store: UnitStore, log_client: Client
) -> None:
    await store.register_many(3)

    standing = await ask("bloc", store.blocs, log_client, [])
    later = await ask("bloc", store.blocs, log_client, [])

    assert isinstance(standing.unpublished, Unpublished)
    assert isinstance(later.unpublished, Unpublished)
    assert standing.unpublished.count == 3
    assert 0 < standing.unpublished.oldest_seconds < later.unpublished.oldest_seconds


@dataclass
class Blocked:
    """A reader that was blocked behind a position and went on with its other sources."""

    position: int
    sequence: int
    name: str = "a-reader"
    sources: tuple[str, ...] = ("bloc", "covenant")

    async def stored_positions(self) -> Positions:
        at = SourcePosition("e", self.position, blocked="GapFound: facts are missing")
        return Positions(self.sequence, {"bloc": at})


@pytest.mark.parametrize("read", [0, 1, 4])
async def test_the_oldest_fact_left_out_by_a_blocked_reader_is_found_behind_it(
    log_client: Client, read: int
) -> None:
    publisher, other = Publisher(log_client, "bloc"), Publisher(log_client, "covenant")
    times = []
    for number in range(6):
        await publisher.publish(unit_registered(number))
        await other.publish(unit_registered(number))
        times.append(datetime.now(UTC))

    began = datetime.now(UTC)
    standing = await ask("notify", None, log_client, [Blocked(read, sequence=12)])
    ended = datetime.now(UTC)

    asked = standing.readers["a-reader"].sources["bloc"]
    assert asked.behind == 6 - read
    age = timedelta(seconds=asked.oldest_unread_seconds)
    assert began - age < times[read], "the fact behind the last one that was read"
    assert read == 0 or ended - age > times[read - 1]


async def test_an_error_of_ours_is_counted_as_one() -> None:
    app = FastAPI()
    app.add_middleware(RequestMetrics)

    @app.get("/broken/{number}")
    async def broken(number: int) -> None:
        raise ZeroDivisionError(number)

    def counted() -> float:
        labels = {
            "http_request_method": "GET",
            "http_route": "/broken/{number}",
            "http_response_status_code": "500",
        }
        name = "http_server_request_duration_seconds_count"
        return REGISTRY.get_sample_value(name, labels) or 0.0

    before = counted()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as client:
        assert (await client.get("/broken/7")).status_code == 500

    assert counted() == before + 1


async def test_commands_and_requests_are_counted_by_how_they_ended(
    bloc: RunningService, officer: SignedIn
) -> None:
    before = await figures_of(bloc.client)
    unit_id = str(uuid4())
    for status in (201, 409):
        assert (await officer.post("/units", UNIT | {"id": unit_id})).status_code == status
    assert (await officer.get(f"/units/{unit_id}", after="bloc:1")).status_code == 200
    assert (await bloc.client.get(f"/nowhere/{unit_id}")).status_code == 404
    await said(bloc, "thidua_reader_lag_facts", 0, **DIRECTORY)

    after = await figures_of(bloc.client)

    command = "thidua_command_duration_seconds_count"
    assert grown(before, after, command, use_case="register_unit", outcome="done") == 1
    assert grown(before, after, command, use_case="register_unit", outcome="refused") == 1
    request = "http_server_request_duration_seconds_count"
    for template, answered in (
        ("/api/v1/units", "201"),
        ("/api/v1/units", "409"),
        ("/api/v1/units/{unit_id}", "200"),
        ("none", "404"),
    ):
        labels = {"http_route": template, "http_response_status_code": answered}
        assert grown(before, after, request, **labels) == 1, labels
    published = {"messaging_destination_template": "thidua.bloc.{fact}.{partition}"}
    assert grown(before, after, "messaging_client_sent_messages_total", **published) == 1
    assert grown(before, after, "thidua_relay_batch_facts_sum", source="bloc") == 1
    directory = {"messaging_consumer_group_name": "bloc-directory"}
    assert grown(before, after, "messaging_client_consumed_messages_total", **directory) == 1
    assert grown(before, after, "thidua_reader_batch_facts_sum", reader="bloc-directory") == 1
    assert unit_id not in after.text, "a label without a bound would drown the monitor"
