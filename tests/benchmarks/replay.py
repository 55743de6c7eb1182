"""From the log to a projection that answers: `make bench B=replay`, interleaved rounds.

One log of a small ministry is read, each time by a process of its own: bare with large pulls in
flight (the limit), bare over a socket of our own (what could be), by the client's `fetch`, by
FastStream in batches and one by one (peers), and folded into `awards-eligibility` with every
verdict, on SQLite and on PostgreSQL (ours). The other peers are eventsourcing's own runners on
PostgreSQL, which count events and do nothing else.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.aims import Store
from tests.benchmarks.eligibility import filled
from tests.benchmarks.frame import ROUNDS, apart, database_on, measuring, nats, postgres
from tests.benchmarks.ministry import Ministry
from tests.benchmarks.runner import counted, in_a_system

PEOPLE = 200
WAYS = ("limit", "socket", "fetch", "faststream", "faststream, single")
OURS: dict[Store, str] = {"sqlite": "eligibility", "postgresql": "eligibility, postgresql"}
RUNNERS = {"runner": counted, "runner of a system": in_a_system}
OTHERS = (*WAYS, *RUNNERS)
# Those of which an aim is told.
PEERS = ("faststream", "runner")


def measured(people: int, rounds: int, folder: Path) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {}

    def note(way: str, figures: dict[str, Any]) -> None:
        found.setdefault(way, []).append(figures)

    with nats(folder / "nats") as log, postgres(folder / "postgres") as url:
        facts = asyncio.run(filled(log, Ministry(people)))["facts"]
        for number in range(rounds):
            file = folder / f"views-{number}"
            file.mkdir()
            for way in WAYS:
                note(way, apart("replaying", way, log, facts, file))
            views = {"sqlite": file, "postgresql": database_on(url, f"views_{number}")}
            for store, way in OURS.items():
                note(way, apart("replaying", "eligibility", log, facts, views[store]))
            for way, follow in RUNNERS.items():
                note(way, follow(url, number))
    return {"facts": facts} | {name: summed(figures) for name, figures in found.items()}


def summed(figures: list[dict[str, Any]]) -> dict[str, Any]:
    rates = [each["facts_per_second"] for each in figures]
    memory = [each["peak_megabytes"] for each in figures if "peak_megabytes" in each]
    return {"median": round(median(rates)), "rounds": rates} | (
        {"peak_megabytes": max(memory)} if memory else {}
    )


def ratios(found: dict[str, Any], store: Store) -> dict[str, float]:
    """What ours is of the others; and the limit of the peers, which bounds what ours can be."""
    ours, limit = found[OURS[store]]["median"], found["limit"]["median"]
    return {f"ours to {name}": round(ours / found[name]["median"], 2) for name in OTHERS} | {
        f"limit to {name}": round(limit / found[name]["median"], 2) for name in PEERS
    }


def main() -> None:
    with (
        measuring("replay", people=PEOPLE) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        found = measured(PEOPLE, ROUNDS, Path(folder))
        run.tell("facts/s", found)
        for store in OURS:
            reached = ratios(found, store)
            run.tell(f"{store}, ratios", reached)
            run.row("replay.limit", store, reached["ours to limit"])
            for peer in PEERS:
                ours, limit = reached[f"ours to {peer}"], reached[f"limit to {peer}"]
                run.row(f"replay.{peer}", store, ours, limit)


if __name__ == "__main__":
    main()
