"""Eligibility at the size of a ministry: rebuilt from the log, asked, told one fact more.

`make bench B=eligibility PEOPLE=20000`: a log of as many people and ten years is written to a
JetStream server of its own. A process reads it bare, another folds it as the service does, a
third asks. Prints the figures and keeps them in `results/<date>.json`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from shared.messaging.log import MAX_BATCH, connect, provision
from shared.messaging.relay import MAX_BATCH as PUBLISHED_AT_ONCE
from tests.benchmarks.figures import megabytes, settings
from tests.benchmarks.ministry import YEARS, Ministry
from tests.benchmarks.streams import fill
from tests.harness.nats_server import NatsServer

ROOT = Path(__file__).resolve().parents[2]
ASKED_PEOPLE = 200
RESULTS = Path(__file__).with_name("results")


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


def apart(module: str, *arguments: object) -> dict[str, Any]:
    """What a process of its own measured: its memory is nobody else's."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measured(people: int, folder: Path, asked: int = ASKED_PEOPLE) -> dict[str, Any]:
    """Everything, in the order in which it happens; `asked` people are asked about."""
    found: dict[str, Any] = {"settings": settings()}
    found["settings"] |= {
        "people": people,
        "years": len(YEARS),
        "facts_in_a_batch_published": PUBLISHED_AT_ONCE,
        "facts_in_a_batch_folded": MAX_BATCH,
    }
    views = folder / "views"
    views.mkdir()
    server = NatsServer(folder / "nats")
    server.start()
    try:
        ministry = Ministry(people)
        tell("filling", filling := asyncio.run(filled(server.url, ministry)))
        last = filling["facts"]
        found["units"], found["filling"] = ministry.unit_count, filling
        found["stream_megabytes"] = megabytes(folder / "nats" / "data")
        for what in ("limit", "eligibility"):
            tell(what, figures := apart("replaying", what, server.url, last, views))
            found[what] = figures
        found["database_megabytes"] = megabytes(views)
        rates = [found[what]["facts_per_second"] for what in ("eligibility", "limit")]
        found["ratio_to_limit"] = round(rates[0] / rates[1], 3)
        tell("asking", asking := apart("asking", server.url, people, asked, views))
        found["asking"] = asking
    finally:
        server.stop()
    found["settings"]["load_after"] = round(os.getloadavg()[0], 1)
    return found


def tell(what: str, figures: object) -> None:
    """Say at once what was measured: the whole takes minutes."""
    sys.stdout.write(f"{what}: {json.dumps(figures, ensure_ascii=False, indent=1)}\n")
    sys.stdout.flush()


def main() -> None:
    people = int(os.environ.get("PEOPLE", "20000"))
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder:
        found = measured(people, Path(folder))
    today = datetime.now(UTC).date()
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{today}.json"
    file.write_text(json.dumps({"eligibility": found}, ensure_ascii=False, indent=1) + "\n")
    tell("ratio to the limit", found["ratio_to_limit"])
    tell(
        "megabytes of stream and database",
        [found["stream_megabytes"], found["database_megabytes"]],
    )
    tell("settings", found["settings"])
    sys.stdout.write(f"kept in {file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
