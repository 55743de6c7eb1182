"""The operator's command against real processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.harness.system import NATS, RunningSystem, free_profile

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]

UNIT = {
    "name": "Cục Quản trị",
    "short_name": "Cục QT",
    "kind": "cuc",
    "legal_personality": True,
    "founded_on": "1992-01-01",
}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    with RunningSystem(free_profile(tmp_path_factory.mktemp("home"))) as running:
        yield running


def status(system: RunningSystem) -> tuple[int, dict[str, Any]]:
    said = system.thidua("status", "--json")
    return said.returncode, json.loads(said.stdout or b"{}")


async def registered(system: RunningSystem) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{system.profile.issuer}/token", data={"account": "tdkt"})
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        url = f"{system.profile.url('bloc')}/api/v1/units"
        (await http.post(url, json=UNIT, headers=headers)).raise_for_status()


async def test_status_shows_equal_heads_once_everything_was_read(system: RunningSystem) -> None:
    await registered(system)
    await system.well()

    code, said = status(system)

    assert code == 0
    assert said["ok"] is True
    heads = {
        each["service"]: (each["store_head"], each["stream_head"]) for each in said["services"]
    }
    assert all(store == stream for store, stream in heads.values())
    assert heads["bloc"][0] >= 1
    readers = [reader for each in said["services"] for reader in each["projections"]]
    assert {
        "bloc-directory",
        "awards-eligibility",
        "notify-deliveries",
        "console-timeline",
    } <= {reader["name"] for reader in readers}
    assert all(reader["at_head"] for reader in readers)


async def test_the_export_holds_every_fact_and_is_one_json_a_line(
    system: RunningSystem,
) -> None:
    await registered(system)
    await system.well()

    exported = system.thidua("log", "export")
    shown = system.thidua("log", "tail", "-n", "1", "--no-follow", "--json")

    facts = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [fact["sequence"] for fact in facts] == list(range(1, len(facts) + 1))
    assert facts[-1] == json.loads(shown.stdout)
    assert facts[0]["headers"]["ce-type"] == "vn.thidua.unit_registered.v1"
    assert facts[0]["data"]["name"] == UNIT["name"]


async def test_a_dead_service_shows_and_its_return_shows(system: RunningSystem) -> None:
    system.kill("notify")

    code, said = status(system)
    examined = system.thidua("doctor", "--json")

    assert code == 1
    dead = next(each for each in said["services"] if each["service"] == "notify")
    assert dead["reachable"] is False
    findings = json.loads(examined.stdout)["findings"]
    assert [finding["ok"] for finding in findings if "notify" in finding["check"]] == [False]
    system.start("notify")
    await system.well()
    assert system.thidua("doctor").returncode == 0


async def test_without_nats_the_command_fails_with_a_hint_and_services_live(
    system: RunningSystem,
) -> None:
    system.kill(NATS)

    said = system.thidua("status", "--json")
    async with httpx.AsyncClient() as http:
        alive = await http.get(f"{system.profile.url('bloc')}/livez")

    assert said.returncode == 1
    assert b"thidua doctor" in said.stderr
    assert alive.status_code == 200
    system.start(NATS)
    await system.well()
