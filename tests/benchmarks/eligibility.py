"""Eligibility at the size of a ministry: rebuilt from the log, asked, told one fact more.

`make bench B=eligibility PEOPLE=20000`: a log of as many people and ten years is written to a
JetStream server of its own. A process reads it bare, another folds it as the service does, a
third asks.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from shared.messaging.log import MAX_BATCH, connect, provision
from shared.messaging.relay import MAX_BATCH as PUBLISHED_AT_ONCE
from tests.benchmarks.figures import megabytes
from tests.benchmarks.frame import Run, apart, measuring
from tests.benchmarks.ministry import YEARS, Ministry
from tests.benchmarks.streams import fill
from tests.harness.nats_server import NatsServer

ASKED_PEOPLE = 200


async def filled(url: str, ministry: Ministry) -> dict[str, Any]:
    client = await connect(url, "bench")
    await provision(client.jetstream())
    began = perf_counter()
    count = await fill(client, ministry.facts())
    seconds = perf_counter() - began
    await client.close()
    return {
        "facts": count,
        "seconds": round(seconds, 2),
        "facts_per_second": round(count / seconds),
        "facts_by_type": dict(ministry.counted.most_common()),
    }


def measured(people: int, folder: Path, run: Run, asked: int = ASKED_PEOPLE) -> None:
    """Everything, in the order in which it happens; `asked` people are asked about."""
    run.result.settings.update(
        years=len(YEARS),
        facts_in_a_batch_published=PUBLISHED_AT_ONCE,
        facts_in_a_batch_folded=MAX_BATCH,
    )
    views = folder / "views"
    views.mkdir()
    server = NatsServer(folder / "nats")
    server.start()
    try:
        ministry = Ministry(people)
        run.tell("filling", filling := asyncio.run(filled(server.url, ministry)))
        run.tell("units", ministry.unit_count)
        run.tell("stream_megabytes", megabytes(folder / "nats" / "data"))
        rates = []
        for what in ("limit", "eligibility"):
            figures = apart("replaying", what, server.url, filling["facts"], views)
            rates.append(figures["facts_per_second"])
            run.tell(what, figures)
        run.tell("database_megabytes", megabytes(views))
        run.tell("ratio_to_limit", round(rates[1] / rates[0], 3))
        run.tell("asking", apart("asking", server.url, people, asked, views))
    finally:
        server.stop()


def main() -> None:
    people = int(os.environ.get("PEOPLE", "500"))
    with (
        measuring("eligibility", people=people) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        measured(people, Path(folder), run)


if __name__ == "__main__":
    main()
