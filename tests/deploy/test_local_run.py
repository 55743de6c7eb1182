"""A whole system is started, stopped by Ctrl-C without a rest, and started again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.profile import HOST, SERVICES, LocalProfile
from services.console.cli.output import text
from shared.catalogue import catalogue
from shared.http.trust import trust

ROOT = Path(__file__).resolve().parents[2]
RUNNING = text("run.how_to_stop")
POLL_SECONDS = 0.05
REFUSAL = re.compile(r'CannotStart\(\s*"(\w+)"')

pytestmark = pytest.mark.processes


@pytest.fixture
def profile(tmp_path: Path) -> LocalProfile:
    return LocalProfile(seven_free_ports(), tmp_path / "h")


def seven_free_ports() -> int:
    """The first of seven ports nobody has; each worker of a parallel run looks elsewhere."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for first in range(21000 + 500 * worker, 21500 + 500 * worker, 10):
        if all(is_free(port) for port in range(first, first + 7)):
            return first
    pytest.fail("no seven ports in a row are free")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def started(profile: LocalProfile, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "deploy.local.run", "--no-sample"]
    return subprocess.Popen(
        [*command, "--port", str(profile.port), "--home", str(profile.home)],
        cwd=ROOT,
        env=os.environ | environment,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )


def lines_until_running(system: "subprocess.Popen[str]") -> Iterator[str]:
    assert system.stderr is not None
    for line in system.stderr:
        yield line
        if RUNNING in line:
            return


def processes_of(profile: LocalProfile) -> dict[int, str]:
    """Every process that was given this home: its name by its number."""
    told = f"THIDUA_HOME={profile.home}".encode()
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if told in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = (process / "comm").read_text().strip()
        except OSError:
            # It ended while it was looked at, or is another user's.
            continue
    return found


def told_by(log: Path) -> list[tuple[str, str]]:
    """Of each line of a service's log, the service and what happened."""
    lines = map(json.loads, log.read_text("utf-8").splitlines())
    return [(line["service"], line["event"]) for line in lines]


@pytest.mark.timeout(300)
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_a_system_stops_without_a_rest_and_goes_on(profile: LocalProfile) -> None:
    for told in (signal.SIGINT, signal.SIGTERM):
        with started(profile) as system:
            said = "".join(lines_until_running(system))
            assert f"http://{HOST}:{profile.port}" in said
            assert len(processes_of(profile)) == 7
            system.send_signal(told)
            assert system.wait(60) == 0
        assert processes_of(profile) == {}


@pytest.mark.timeout(300)
@pytest.mark.skipif(not Path("/proc/self/comm").exists(), reason="needs /proc")
def test_a_killed_service_is_started_again_and_no_other(profile: LocalProfile) -> None:
    with started(profile) as system:
        assert RUNNING in "".join(lines_until_running(system))
        before = processes_of(profile)
        named = {name: number for number, name in before.items()}
        assert {f"thidua-{service}" for service in SERVICES} < named.keys()
        killed = named["thidua-bloc"]
        os.kill(killed, signal.SIGKILL)
        with httpx.Client(verify=trust(), trust_env=False) as client:
            while killed in processes_of(profile) or not is_ready(client, profile.url("bloc")):
                time.sleep(POLL_SECONDS)
        after = processes_of(profile)
        assert sorted(after.values()) == sorted(before.values())
        assert before.keys() - after.keys() == {killed}
        system.send_signal(signal.SIGINT)
        assert system.wait(60) == 0
    for service in SERVICES:
        told = told_by(profile.logs / f"{service}.log")
        assert {by for by, _ in told} == {service}
    assert told_by(profile.logs / "bloc.log").count(("bloc", "feed_started")) == 2
    ended = "exited: bloc (terminated by SIGKILL"
    assert ended in (profile.logs / "supervisord.log").read_text("utf-8")


def is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def test_everything_that_keeps_a_system_from_starting_is_told_with_a_hint() -> None:
    files = (ROOT / "deploy" / "local").glob("*.py")
    codes = {code for file in files for code in REFUSAL.findall(file.read_text("utf-8"))}
    assert codes
    untold = [
        code
        for code in codes
        for table in ("cannot", "hint")
        if not catalogue().knows(f"run.{table}.{code}")
    ]
    assert untold == []


@pytest.mark.timeout(300)
def test_a_second_start_in_the_same_home_is_refused(profile: LocalProfile) -> None:
    with started(profile) as system:
        assert RUNNING in "".join(lines_until_running(system))
        with started(profile) as second:
            _, said = second.communicate(timeout=60)
            assert second.returncode == 1
            assert text("run.cannot.already_running", home=profile.home) in said
            assert f"{text('cli.hint')}: " in said
        system.send_signal(signal.SIGINT)
        assert system.wait(60) == 0


@pytest.mark.timeout(300)
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_who_interrupts_the_loading_of_libraries_leaves_nothing(profile: LocalProfile) -> None:
    with started(profile) as system:
        while not processes_of(profile):
            assert system.poll() is None
            time.sleep(POLL_SECONDS)
        system.send_signal(signal.SIGINT)
        # Python ends by the signal itself where it came while a class was being compiled.
        assert system.wait(60) in {0, -signal.SIGINT}
    assert processes_of(profile) == {}


@pytest.mark.timeout(300)
def test_a_library_that_cannot_be_loaded_is_told(profile: LocalProfile, tmp_path: Path) -> None:
    (tmp_path / "uvloop.py").write_text('raise ImportError("a library is broken")')
    with started(profile, PYTHONPATH=str(tmp_path)) as system:
        _, said = system.communicate(timeout=120)
        assert system.returncode == 1
    assert text("run.cannot.runner_silent") in said
    assert "a library is broken" in said
