"""A process killed at any point of the story and started again ends in the same state."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local.profile import SERVICES
from deploy.sample.play import Addresses, play
from deploy.sample.steps import steps
from tests.harness.final_state import FinalState, final_state
from tests.harness.system import NATS, RunningSystem, free_profile

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

# One seed is played with all other tests; `make kills` plays ten.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.kills) for seed in range(1, 10))]
KILLS = 6
# How long a victim stays away, in seconds, at the most; drawn for each kill.
LONGEST_ABSENCE = 0.5

_undisturbed: list[FinalState] = []


@dataclass
class Killer:
    """Kills processes at random steps of the play, and starts each again a little later."""

    system: RunningSystem
    chance: random.Random
    strikes: list[asyncio.Task[None]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._points = sorted(self.chance.sample(range(len(steps())), KILLS))
        self._locks = {name: asyncio.Lock() for name in (*SERVICES, NATS)}

    def progress(self, done: int, total: int, phase: str) -> None:
        while self._points and done >= self._points[0]:
            self._points.pop(0)
            victim = self.chance.choice((*SERVICES, NATS))
            self.said.append(f"{victim} at step {done} of {total} ({phase})")
            absence = self.chance.uniform(0, LONGEST_ABSENCE)
            self.strikes.append(asyncio.create_task(self._strike(victim, absence)))

    async def _strike(self, victim: str, absence: float) -> None:
        async with self._locks[victim]:
            await asyncio.to_thread(self.system.kill, victim)
            await asyncio.sleep(absence)
            self.system.start(victim)


def addresses(system: RunningSystem) -> Addresses:
    profile = system.profile
    return Addresses(
        bloc=profile.url("bloc"),
        covenant=profile.url("covenant"),
        awards=profile.url("awards"),
        notify=profile.url("notify"),
        issuer=profile.issuer,
    )


async def undisturbed(home: Path) -> FinalState:
    if not _undisturbed:
        with RunningSystem(free_profile(home)) as system:
            await play(addresses(system), lambda *_: None)
            await system.well()
            _undisturbed.append(await final_state(system))
    return _undisturbed[0]


async def test_an_undisturbed_year_is_complete(tmp_path: Path) -> None:
    state = await undisturbed(tmp_path / "undisturbed")

    assert state.broken_chains == []
    assert {source for source, count in state.counts.items() if count} == {
        "bloc",
        "covenant",
        "awards",
        "notify",
    }


@pytest.mark.parametrize("seed", SEEDS)
async def test_killed_processes_change_nothing(seed: int, tmp_path: Path) -> None:
    expected = await undisturbed(tmp_path / "undisturbed")
    with RunningSystem(free_profile(tmp_path / "killed")) as system:
        killer = Killer(system, random.Random(seed))
        await play(addresses(system), killer.progress)
        await asyncio.gather(*killer.strikes)
        await system.well()
        state = await final_state(system)

    assert len(killer.said) == KILLS
    assert state.broken_chains == [], killer.said
    assert state.counts == expected.counts, killer.said
    assert state.facts == expected.facts, killer.said
    assert state.readings == expected.readings, killer.said
