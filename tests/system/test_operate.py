"""Every command of the operator, on one running system of real processes."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.harness.system import RunningSystem, free_profile

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]

UNITS = 6


class Operated:
    """A running system with a small story, and what an operator does to it."""

    def __init__(self, system: RunningSystem) -> None:
        self.system = system

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[bytes]:
        said = self.system.thidua(*words)
        assert said.returncode == code, (words, said.stdout.decode(), said.stderr.decode())
        return said

    def asked(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401 (JSON)
        """What a command writes with `--json`."""
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def lines(self, *words: str) -> list[Any]:
        return [json.loads(line) for line in self.run(*words, "--json").stdout.splitlines()]

    def wait_until_well(self) -> None:
        asyncio.run(self.system.well())

    def register(self, count: int, begin: int = 1) -> None:
        profile = self.system.profile
        with httpx.Client(trust_env=False) as http:
            token = http.post(f"{profile.issuer}/token", data={"account": "tdkt"})
            headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
            for number in range(begin, begin + count):
                unit = {
                    "name": f"Cục {number}",
                    "short_name": f"C{number}",
                    "kind": "cuc",
                    "legal_personality": True,
                    "founded_on": "1992-01-01",
                }
                url = f"{profile.url('bloc')}/api/v1/units"
                http.post(url, json=unit, headers=headers).raise_for_status()


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    with RunningSystem(free_profile(tmp_path_factory.mktemp("home"))) as system:
        operated = Operated(system)
        operated.register(UNITS)
        operated.wait_until_well()
        yield operated


def test_the_log_is_shown_counted_and_verified(operated: Operated) -> None:
    exported = operated.lines("log", "export", "--from", "bloc:2", "--to", "bloc:4")
    (shown,) = operated.lines("log", "show", "bloc:3")
    counted = operated.asked("log", "stats")
    verified = operated.asked("log", "verify")

    assert [fact["headers"]["ce-id"] for fact in exported] == ["bloc:2", "bloc:3", "bloc:4"]
    assert shown == exported[1]
    bloc = next(each for each in counted["sources"] if each["source"] == "bloc")
    assert bloc["kinds"] == {"unit_registered": UNITS}
    assert verified["ok"], verified["differences"]
    assert verified["last_sequence"] >= UNITS
