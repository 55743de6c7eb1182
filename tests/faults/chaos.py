"""One seed: a story played on a system that breaks, and what did not hold afterwards."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from nats.errors import Error as NatsError

from services.console.cli.log.facts import facts, last_sequence
from shared.contracts import Envelope
from shared.crashpoints import CrashPoint
from tests.faults.clerks import Clerks, CommandRefused, CommandUnanswered
from tests.faults.faults import REBUILDING, STRIKES
from tests.faults.invariants import Left
from tests.faults.operator import REBUILT, connected, service_of, what_an_operator_finds
from tests.faults.story import Story
from tests.faults.system import SERVICES, FaultySystem, NeverWell
from tests.harness.issuer import TestIssuer

FAULTS = 6
CRASHES = 3
ASKED_AGAIN = 5
# A point is passed many times; the process dies at one of the first of them.
LATEST_PASS = 6
DIES_WHILE_REBUILDING = 0.7
WHILE_REBUILDING = (
    CrashPoint.COPY_FILLING,
    CrashPoint.SWITCH_BEFORE_COMMIT,
    CrashPoint.SWITCH_AFTER_COMMIT,
)
IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a new folder of our own is made in it)


@dataclass
class Report:
    """What one seed did, and what did not hold."""

    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    repeated: int = 0
    facts: int = 0
    violations: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What a seed decides: the story, when which fault strikes, who dies at which point."""

    seed: int

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.story = Story(Random(self.chance.random()))
        places = self.chance.sample(range(1, self.story.length), FAULTS)
        # Two kinds come round in turn, so that ten seeds in a row have every kind.
        every = deque(sorted(STRIKES))
        every.rotate(-2 * self.seed)
        in_turn, others = [every.popleft(), every.popleft()], list(every)
        kinds = in_turn + self.chance.sample(others, FAULTS - len(in_turn))
        self.chance.shuffle(kinds)
        self.armed: dict[str, deque[str]] = {name: deque() for name in SERVICES}
        self.strikes = []
        for place, kind in zip(sorted(places), kinds, strict=True):
            seed = self.chance.random()
            self.strikes.append((place, kind, Random(seed)))
            if kind == REBUILDING and self.chance.random() < DIES_WHILE_REBUILDING:
                rebuilt = Random(seed).choice(REBUILT)
                point = self.chance.choice(WHILE_REBUILDING)
                self.armed[service_of(rebuilt)].append(f"{point}:1")
        for _ in range(CRASHES):
            point = self.chance.choice(sorted(set(CrashPoint) - set(WHILE_REBUILDING)))
            self.armed[self.chance.choice(SERVICES)].append(
                f"{point}:{self.chance.randint(1, LATEST_PASS)}"
            )


async def run_seed(seed: int, home: Path) -> Report:
    """Play the seed in an empty folder; what is found wrong is in the report."""
    plan, report = Plan(seed), Report(seed)
    system = FaultySystem(home, TestIssuer(home), plan.armed)
    waiting = deque(plan.strikes)
    striking: list[asyncio.Task[None]] = []

    def progress(sent: int) -> None:
        while waiting and sent >= waiting[0][0]:
            _, name, chance = waiting.popleft()
            report.faults[name] += 1
            striking.append(asyncio.create_task(STRIKES[name](system, chance)))

    urls = {name: system.profile.url(name) for name in SERVICES}
    clerks = Clerks(plan.story, urls, system.issuer, progress)
    async with system.running():
        try:
            await clerks.play()
            await asyncio.gather(*striking)
            await system.well()
            report.violations += await clerks.ask_again(plan.chance, ASKED_AGAIN)
            await system.well()
            stream = await read_stream(system)
            report.violations += await what_an_operator_finds(system, plan.story)
        except (CommandRefused, CommandUnanswered, NeverWell, NatsError) as error:
            report.violations.append(f"{type(error).__name__}: {error}")
            stream = []
        finally:
            for task in striking:
                task.cancel()
    report.faults.update(system.crashes)
    report.violations += [f"a process died by itself: {how}" for how in system.died]
    report.commands, report.repeated, report.facts = clerks.sent, clerks.repeated, len(stream)
    if not report.violations:
        left = Left(system, stream, plan.story.expected(), clerks.acknowledged)
        report.violations += await asyncio.to_thread(left.violations)
    return report


async def read_stream(system: FaultySystem) -> list[Envelope]:
    """Everything that stands in the stream, in its order."""
    async with connected(system) as client:
        last = await last_sequence(client)
        return [fact.envelope() async for fact in facts(client, 1, last)]


@contextmanager
def empty_home() -> Iterator[Path]:
    """A folder that is gone afterwards; in memory where there is such a place, for speed."""
    place = IN_MEMORY if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="chaos", dir=place) as folder:
        yield Path(folder)
