"""One seed: a story played on a system that breaks, and what did not hold afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from nats.errors import Error as NatsError
from nats.js.errors import NoKeysError

from services.console.cli.log.facts import facts, last_sequence
from shared.contracts import Envelope
from shared.crashpoints import CrashPoint
from shared.messaging.log import PEOPLE, connect_once
from tests.faults.clerks import Clerks, CommandRefused, CommandUnanswered
from tests.faults.faults import STRIKES
from tests.faults.invariants import Left
from tests.faults.story import Story
from tests.faults.system import (
    PATIENCE_SECONDS,
    POLL_SECONDS,
    SERVICES,
    FaultySystem,
    NeverWell,
)
from tests.harness.issuer import TestIssuer

FAULTS = 5
CRASHES = 3
ASKED_AGAIN = 5
# A point is passed many times; the process dies at one of the first of them.
LATEST_PASS = 6
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
        kinds = self.chance.sample(sorted(STRIKES), FAULTS)
        self.strikes = [
            (place, kind, Random(self.chance.random()))
            for place, kind in zip(sorted(places), kinds, strict=True)
        ]
        self.armed: dict[str, deque[str]] = {name: deque() for name in SERVICES}
        for _ in range(CRASHES):
            point = self.chance.choice(list(CrashPoint))
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
            report.violations += await names_missing(system, plan.story)
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
    client = await connect_once(system.system.nats, "operator")
    try:
        last = await last_sequence(client)
        return [fact.envelope() async for fact in facts(client, 1, last)]
    finally:
        await client.close()


async def names_missing(system: FaultySystem, story: Story) -> list[str]:
    """Wait until the bucket shows the name of everybody who was enrolled."""
    enrolled = {str(person) for person in story.people}
    shown: set[str] = set()
    client = await connect_once(system.system.nats, "operator")
    try:
        bucket = await client.jetstream().key_value(PEOPLE)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while shown != enrolled:
                await asyncio.sleep(POLL_SECONDS)
                with contextlib.suppress(NoKeysError):
                    shown = set(await bucket.keys())
    except TimeoutError:
        return [f"the bucket shows {sorted(shown)}, enrolled are {sorted(enrolled)}"]
    finally:
        await client.close()
    return []


@contextmanager
def empty_home() -> Iterator[Path]:
    """A folder that is gone afterwards; in memory where there is such a place, for speed."""
    place = IN_MEMORY if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="chaos", dir=place) as folder:
        yield Path(folder)
