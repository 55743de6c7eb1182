"""A nation's first facts published in a process of its own: figures as JSON.

`python -m tests.benchmarks.publishing ADDRESS FACTS`
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import islice
from typing import Any

from shared.messaging.log import connect, provision
from shared.messaging.relay import MAX_BATCH
from shared.telemetry.logs import configure_logging
from tests.benchmarks.figures import Progress, peak_megabytes
from tests.benchmarks.nation import Nation
from tests.benchmarks.streams import publish

# What ten years tell of one person, and how many work in a unit.
FACTS_OF_A_PERSON = 119
PEOPLE_OF_A_UNIT = 20


def nation_of(facts: int) -> Nation:
    """One that has a quarter more to tell."""
    people = max(40, facts * 5 // 4 // FACTS_OF_A_PERSON)
    return Nation(people, people // PEOPLE_OF_A_UNIT)


async def published(url: str, count: int) -> Progress:
    client = await connect(url, "bench")
    await provision(client.jetstream())
    facts, progress = nation_of(count).facts(), Progress(count)
    while batch := list(islice(facts, min(MAX_BATCH, count - progress.at))):
        await publish(client, batch)
        progress.reached(progress.at + len(batch))
    await client.close()
    if not progress.over:
        raise RuntimeError(f"this nation has told no more than {progress.at} facts")
    return progress


def main(url: str, count: str) -> dict[str, Any]:
    configure_logging("bench", "WARNING")
    imported = peak_megabytes()
    progress = asyncio.run(published(url, int(count)))
    return progress.figures() | {
        "peak_megabytes": peak_megabytes(),
        "megabytes_after_imports": imported,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
