"""Every command of the operator, on one running system of real processes."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness.final_state import final_state
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


def test_a_backup_of_a_running_system_is_the_whole_system(
    operated: Operated, tmp_path: Path
) -> None:
    saved = operated.asked("backup", "create", str(tmp_path / "saved.tar"))
    before = asyncio.run(final_state(operated.system))
    another = RunningSystem(free_profile(tmp_path / "another"))
    restoring = ["backup", "restore", str(tmp_path / "saved.tar")]

    dry = another.thidua(*restoring)
    assert dry.returncode == 0, dry.stderr
    assert not another.profile.stores.exists()
    done = another.thidua(*restoring, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    with another:
        asyncio.run(another.well())
        after = asyncio.run(final_state(another))
        verified = another.thidua("log", "verify")
        again = another.thidua(*restoring, "--yes")

    assert json.loads(done.stdout)["facts"] == saved["facts"]
    assert after == before
    assert verified.returncode == 0, verified.stdout
    assert again.returncode == 1
