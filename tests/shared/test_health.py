"""Health cannot lie: what froze shows, though it says nothing of itself."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client
from structlog.testing import capture_logs

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.access import Role
from shared.continuity import Positions, SourcePosition
from shared.readmodel import Copies
from shared.telemetry.heart import END_STATUS, Heart
from shared.telemetry.stillness import FROZEN_SECONDS, Stillness, Work
from tests.harness.freezing import frozen_views
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, running
from tests.harness.stores import PATIENCE_SECONDS, eventually

UNIT = {
    "name": "Vụ Tổ chức cán bộ",
    "short_name": "Vụ TCCB",
    "kind": "vu",
    "legal_personality": False,
    "founded_on": "1992-10-20",
}


@pytest.fixture
async def bloc(
    tmp_path: Path,
    log_client: Client,
    nats_server: NatsServer,
    issuer: TestIssuer,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[RunningService]:
    assert log_client.is_connected
    monkeypatch.setattr("shared.telemetry.stillness.FROZEN_SECONDS", 0.5)
    monkeypatch.setattr("shared.telemetry.health.WATCH_SECONDS", 0.1)
    settings = BlocSettings(
        port=0,
        store_url=f"sqlite:///{tmp_path / 'bloc.sqlite'}",
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield service


async def missing(service: RunningService, what: str) -> str:
    """What `/readyz` says, once that is in it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            answer = await service.client.get("/readyz")
            said = "; ".join(answer.json()["missing"])
            if what in said:
                assert answer.status_code == 503
                return said
            await asyncio.sleep(0.02)


class TestReadiness:
    async def test_a_frozen_reader_shows_and_recovers(
        self, bloc: RunningService, tmp_path: Path
    ) -> None:
        officer = bloc.signed_in((Role.EMULATION_OFFICER, None))
        with frozen_views(tmp_path):
            assert (await officer.post("/units", UNIT)).status_code == 201
            said = await missing(bloc, "frozen")
            (reader,) = (await bloc.client.get("/readyz")).json()["readers"]

        assert said.startswith("bloc-directory: frozen: 1 facts wait for it")
        assert (reader["stopped"], reader["behind"]) == (None, {"bloc": 1})
        assert reader["oldest_unprocessed_seconds"] > 0.5
        await bloc.ready()

    async def test_a_stream_that_does_not_answer_shows_in_bounded_time(
        self, bloc: RunningService, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.telemetry.standing.STREAM_PATIENCE_SECONDS", 0.5)
        nats_server.pause()
        try:
            await missing(bloc, "stream: TimeoutError")
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await bloc.client.get("/readyz")
            alive = await bloc.client.get("/livez")
        finally:
            nats_server.resume()

        assert answer.status_code == 503
        assert answer.json()["stream_head"] is None
        assert alive.status_code == 200
        monkeypatch.setattr("shared.telemetry.standing.STREAM_PATIENCE_SECONDS", 2.0)
        await bloc.ready()

    async def test_the_head_of_the_stream_is_asked_and_not_remembered(
        self, bloc: RunningService, log_client: Client
    ) -> None:
        officer = bloc.signed_in((Role.EMULATION_OFFICER, None))
        stored = await officer.post("/units", UNIT)
        await officer.get("/units", after=stored.headers["Thidua-Position"])
        last = await log_client.jetstream().get_last_msg("THIDUA", "thidua.bloc.>")
        copied = {k: v for k, v in (last.headers or {}).items() if not k.startswith("Nats")}
        headers = copied | {"thidua-position": "7", "thidua-previous": "1"}

        # Somebody writes past this service: its own relay believes in position 1.
        await log_client.jetstream().publish(
            "thidua.bloc.unit_registered.00", last.data or b"", headers=headers
        )

        assert (await bloc.client.get("/readyz")).json()["stream_head"] == 7

    async def test_a_reader_that_another_process_moves_is_not_frozen(
        self, bloc: RunningService, log_client: Client
    ) -> None:
        (directory,) = bloc.app.state.runtime.read_models
        last = await log_client.jetstream().publish("thidua.covenant.none.00", b"")
        await directory._pair.live.database.run(lambda: moved(directory, last.seq))

        (reader,) = (await bloc.client.get("/readyz")).json()["readers"]

        assert directory.positions.sequence == 0
        assert (reader["sequence"], reader["sources"]) == (last.seq, {"bloc": 12})

    async def test_who_stands_by_is_not_asked_how_far_the_other_is(
        self, bloc: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Copies, "stands_by", True)
        officer = bloc.signed_in((Role.EMULATION_OFFICER, None))
        with frozen_views(tmp_path):
            await officer.post("/units", UNIT)
            await bloc.ready()
            answer = await bloc.client.get("/readyz")

        (reader,) = answer.json()["readers"]
        assert (answer.status_code, reader["behind"]) == (200, None)


def moved(directory: Copies, sequence: int) -> None:
    """Write a position as another replica would."""
    live = directory._pair.live
    with live.database.write() as connection:
        positions = Positions(sequence, {"bloc": SourcePosition("e", 12)})
        live._stored.write(connection, positions)


class TestStillness:
    def test_only_who_has_work_and_does_not_move_is_frozen(self) -> None:
        stillness = Stillness()
        first = {
            "idle": Work(5, 5, 0),
            "working": Work(5, 5, 10),
            "frozen": Work(5, 5, 2),
            "away": Work(5, 5, 2),
        }
        assert stillness.frozen(first, now=0.0) == {}

        then = {"idle": Work(5, 5, 0), "working": Work(6, 6, 9), "frozen": Work(5, 5, 4)}
        said = stillness.frozen(then, now=FROZEN_SECONDS)

        assert said == {"frozen": "frozen: 4 facts wait for it, and it has stood at 5 for 30 s"}
        # Who could not be asked for a while is remembered, not forgiven.
        assert set(stillness.frozen({"away": Work(5, 5, 2)}, now=FROZEN_SECONDS)) == {"away"}
        assert stillness.frozen({"frozen": Work(9, 9, 1)}, now=99.0) == {}

    def test_work_that_comes_late_starts_its_own_time(self) -> None:
        stillness = Stillness()
        for now in range(100):
            assert stillness.frozen({"reader": Work(5, 5, 0)}, float(now)) == {}

        assert stillness.frozen({"reader": Work(5, 5, 1)}, 100.0) == {}
        assert stillness.frozen({"reader": Work(5, 5, 1)}, 129.0) == {}
        assert set(stillness.frozen({"reader": Work(5, 5, 1)}, 131.0)) == {"reader"}


class TestTheHeart:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.telemetry.heart.BEAT_SECONDS", 0.05)

    async def test_a_blocked_event_loop_is_noticed_from_outside_and_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.telemetry.heart.DEAD_ROUNDS", 15)
        given_up = threading.Event()
        heart = Heart(when_dead=given_up.set)
        heart.start()
        with capture_logs() as logs:
            # This very call stands in the way of everything else on the loop.
            assert given_up.wait(PATIENCE_SECONDS)
        events = [entry["event"] for entry in logs]
        await heart.stop()

        assert events == ["event_loop_stalled", "event_loop_dead"]
        assert any(
            "test_a_blocked_event_loop_is_noticed_from_outside_and_named" in call
            for call in logs[0]["stands_at"]
        )

    async def test_a_beating_heart_has_nothing_to_complain_of(self) -> None:
        deaths: list[str] = []
        heart = Heart(when_dead=lambda: deaths.append("dead"))
        heart.start()
        await eventually(lambda: heart._beats >= 3 and heart.complaint() is None)
        await heart.stop()

        assert deaths == []

    async def test_a_service_whose_loop_is_blocked_for_long_ends(self) -> None:
        script = (
            "import asyncio, threading\n"
            "from shared.telemetry import heart\n"
            "heart.BEAT_SECONDS, heart.DEAD_ROUNDS = 0.01, 30\n"
            "async def block():\n"
            "    heart.Heart(when_dead=heart.end_process).start()\n"
            "    threading.Event().wait()\n"
            "asyncio.run(block())\n"
        )
        blocked = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await blocked.wait() == END_STATUS


async def test_livez_fails_when_the_heart_stands_still(bloc: RunningService) -> None:
    assert (await bloc.client.get("/livez")).json() == {"status": "alive"}

    await bloc.app.state.runtime.health.heart.stop()
    answer = await bloc.client.get("/livez")

    assert answer.status_code == 503
    assert "listens" in answer.json()["reason"]
