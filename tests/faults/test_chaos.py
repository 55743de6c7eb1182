"""Ten seeds of chaos: whatever breaks, nothing is lost, and nothing happens twice."""

from __future__ import annotations

import pytest

from shared.crashpoints import CrashPoint
from tests.faults.__main__ import run_seeds, summary
from tests.faults.chaos import Plan
from tests.faults.faults import STRIKES

SEEDS = range(10)
AT_ONCE = 3


@pytest.mark.processes
@pytest.mark.timeout(600)
# A wire that is cut while the client connects: nats-py drops what it opened without closing it.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_whatever_breaks_nothing_is_lost_and_nothing_happens_twice() -> None:
    reports = await run_seeds(SEEDS, AT_ONCE)

    assert [report.seed for report in reports if report.violations] == [], summary(reports)
    assert any(name.startswith("crash at ") for report in reports for name in report.faults)


def test_ten_seeds_strike_with_every_kind_of_fault() -> None:
    struck = {name for seed in SEEDS for _, name, _ in Plan(seed).strikes}

    assert struck == set(STRIKES)


def test_a_seed_is_a_plan() -> None:
    assert Plan(7).story.phases == Plan(7).story.phases
    assert Plan(7).armed == Plan(7).armed
    assert Plan(7).story.phases != Plan(8).story.phases


def test_two_hundred_seeds_arm_every_crash_point() -> None:
    armed = {
        each.partition(":")[0]
        for seed in range(200)
        for points in Plan(seed).armed.values()
        for each in points
    }

    assert armed == set(CrashPoint)
