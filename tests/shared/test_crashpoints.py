"""A process dies where it was told to, and nowhere when it was told nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared.crashpoints import EXIT_CODE, VARIABLE, CrashPoint

ROOT = Path(__file__).resolve().parents[2]
THREE_TIMES = """
from shared.crashpoints import CrashPoint, reach
for time in (1, 2, 3):
    print(time, flush=True)
    reach(CrashPoint.RELAY_AFTER_PUBLISH)
"""


def run(chosen: str | None) -> subprocess.CompletedProcess[str]:
    environment = {} if chosen is None else {VARIABLE: chosen}
    return subprocess.run(
        [sys.executable, "-c", THREE_TIMES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("chosen", "times"), [("relay.after_publish", 1), ("relay.after_publish:2", 2)]
)
def test_a_process_dies_the_given_time_it_comes_to_its_point(chosen: str, times: int) -> None:
    ended = run(chosen)

    assert (ended.returncode, len(ended.stdout.split())) == (EXIT_CODE, times)


@pytest.mark.parametrize("chosen", [None, "relay.mid_batch"])
def test_a_process_told_nothing_or_another_point_goes_on(chosen: str | None) -> None:
    ended = run(chosen)

    assert (ended.returncode, ended.stdout.split()) == (0, ["1", "2", "3"])


def test_a_point_that_does_not_exist_is_named() -> None:
    ended = run("relay.never")

    assert "'relay.never' is not a valid CrashPoint" in ended.stderr


@pytest.mark.parametrize("point", CrashPoint)
def test_every_point_stands_in_one_place(point: CrashPoint) -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "shared").rglob("*.py")]
    places = sum(source.count(f"CrashPoint.{point.name}") for source in sources)

    assert places == 1
