"""When facts are seen in a process of its own: by a bare consumer, or on the console's log.

`python -m tests.benchmarks.seeing bare|ours ADDRESS COUNT FOLDER` prints a line when it follows
and, when so many were seen, the moment of each by its subject, in seconds of the clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import time

from nats.js.api import AckPolicy, ConsumerConfig

from services.console.views import TimelineIndex
from shared.contracts import Envelope
from shared.database import Database
from shared.messaging.feed import Feed
from shared.messaging.log import MAX_BATCH, STREAM, connect
from shared.messaging.pulls import Pulls
from shared.readmodel import ReadModel
from shared.telemetry.logs import configure_logging
from tests.harness.background import in_background

LONGEST_SECONDS = 120.0


@dataclass
class Watched(ReadModel):
    """Remembers when the facts about each subject could be asked for."""

    seen: dict[str, float] = field(default_factory=dict, init=False)

    async def receive(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> None:
        await super().receive(facts, sequence, blocking)
        now = time()
        self.seen.update((fact.subject, now) for fact in facts)


async def ours(url: str, count: int, folder: Path) -> dict[str, float]:
    client = await connect(url, "console")
    views = Database(f"sqlite:///{folder / 'views.sqlite'}", "console_views", derived=True)
    model = Watched(views, TimelineIndex())
    model.prepare()
    feed = Feed(client, model)
    async with in_background(feed.run()):
        while feed.stopped is not None:
            await asyncio.sleep(0.01)
        ready()
        if not await model.until(lambda: len(model.seen) >= count, LONGEST_SECONDS):
            raise TimeoutError(feed.stopped)
    await client.close()
    await asyncio.to_thread(views.close)
    return model.seen


async def bare(url: str, count: int, _: Path) -> dict[str, float]:
    client = await connect(url, "awards")
    config = ConsumerConfig(durable_name="bench-seeing", ack_policy=AckPolicy.NONE)
    await client.jetstream().add_consumer(STREAM, config)
    seen: dict[str, float] = {}
    async with Pulls(client, "bench-seeing", MAX_BATCH, LONGEST_SECONDS).open() as pulls:
        ready()
        while len(seen) < count:
            messages = await pulls.next_batch()
            now = time()
            seen.update(((each.headers or {})["ce-subject"], now) for each in messages)
    await client.close()
    return seen


def ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def main(way: str, url: str, count: str, folder: str) -> dict[str, float]:
    configure_logging("bench", "WARNING")
    return asyncio.run((bare if way == "bare" else ours)(url, int(count), Path(folder)))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")
