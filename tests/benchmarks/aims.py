"""What each path is to reach, and what it reached: `python -m tests.benchmarks.aims`.

A ratio is of the rounds of one run, ours to the limit or the peer named here. Whether an aim is
met says the table; nothing is hidden that was not measured.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

Store: TypeAlias = Literal["sqlite", "postgresql"]
RESULTS = Path(__file__).with_name("results")
BOTH: tuple[Store, ...] = ("sqlite", "postgresql")
NAMES: dict[Store, str] = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Aim:
    """A bound of `measure` by store; `at_most` where less is better; who measures it."""

    code: str
    path: str
    measure: str
    bounds: dict[Store, float]
    benchmark: str
    at_most: bool = False

    def met(self, store: Store, value: float) -> bool:
        return value <= self.bounds[store] if self.at_most else value >= self.bounds[store]

    def verdict(self, store: Store, value: float, limit: float | None = None) -> str:
        """Whether the aim is met, and where it lies beyond what the bare limit reached."""
        if self.met(store, value):
            return "met"
        beyond = limit is not None and not self.met(store, limit)
        return "not met, nor by the limit" if beyond else "not met"

    def written(self, store: Store) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bounds[store]:g} {self.measure}"


def _aim(
    code: str,
    path: str,
    measure: str,
    bound: float | dict[Store, float],
    benchmark: str,
    *,
    at_most: bool = False,
) -> Aim:
    bounds = bound if isinstance(bound, dict) else dict.fromkeys(BOTH, bound)
    return Aim(code, path, measure, bounds, benchmark, at_most)


MANY = "append, 64 concurrent"
COMMAND = "command over HTTP, 64 connections"
REPLAY = "replay into eligibility"
AIMS = (
    _aim("append.many.limit", MANY, "× raw group commit", 0.4, "append"),
    _aim(
        "append.many.save",
        MANY,
        "× eventsourcing save",
        {"sqlite": 8, "postgresql": 25},
        "append",
    ),
    _aim("append.many.others", MANY, "× best of Emmett, message-db", 8, "append"),
    _aim("append.one.limit", "append, one caller", "× raw insert + commit", 0.85, "append"),
    _aim(
        "load.limit",
        "load an aggregate of 1,000 events",
        "× raw select + decode + fold (time)",
        3,
        "append",
        at_most=True,
    ),
    _aim("command.limit", COMMAND, "× the handler without a store", 0.7, "command"),
    _aim("command.commit", COMMAND, "× one commit a request", 3.5, "command"),
    _aim("command.p99", f"{COMMAND}: p99", "× p50", 5, "command", at_most=True),
    _aim("read.limit", "a person's verdicts by HTTP", "× a route of ready bytes", 0.7, "reads"),
    _aim("relay.limit", "relay, fsync always", "× raw socket, atomic batches", 0.6, "relay"),
    _aim("relay.one", "relay, fsync always", "× one fsync a message", 8, "relay"),
    _aim("replay.limit", REPLAY, "× raw fetch", 0.5, "replay"),
    _aim("replay.faststream", REPLAY, "× FastStream batches", 8, "replay"),
    _aim("replay.runner", REPLAY, "× ProjectionRunner", 100, "replay"),
    _aim("live.runner", "live projection, 1,000 a commit", "× ProjectionRunner", 25, "live"),
    _aim(
        "visible.p99",
        "commit to visible elsewhere, 1,000/s: p99",
        "× p99 of the bare chain",
        1.5,
        "live",
        at_most=True,
    ),
    _aim(
        "growth.time",
        "time per fact at 10 M facts",
        "× time per fact at 1 M",
        1.1,
        "growth",
        at_most=True,
    ),
    _aim(
        "growth.memory",
        "memory of a replay over its imports",
        "MB at 10 M facts, without the state",
        64,
        "growth",
        at_most=True,
    ),
)
BY_CODE = {aim.code: aim for aim in AIMS}


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One aim on one store as a run found it: its value, or why there is none.

    `limit` is what the bare limit of the path reached of the same peer in the same run: where
    it lies below the aim, no code could reach it on that machine.
    """

    aim: str
    store: Store
    value: float | None = None
    why: str | None = None
    limit: float | None = None


class Result(msgspec.Struct, frozen=True):
    """What one run of one benchmark found, as its file keeps it."""

    benchmark: str
    at: datetime
    settings: dict[str, Any]
    figures: dict[str, Any]
    aims: list[Row]

    @property
    def file_name(self) -> str:
        return f"{self.at:%Y-%m-%dT%H%M}-{self.benchmark}.json"


def results(folder: Path = RESULTS) -> list[Result]:
    """Every result kept, the oldest first."""
    read = (
        msgspec.json.decode(file.read_bytes(), type=Result) for file in folder.glob("*.json")
    )
    return sorted(read, key=lambda result: result.at)


def found(kept: list[Result], code: str, store: Store) -> tuple[Result, Row] | None:
    """The last that was measured of an aim; else the last that says why it was not."""
    rows = [
        (result, row)
        for result in kept
        for row in result.aims
        if row.aim == code and row.store == store
    ]
    measured = [each for each in rows if each[1].value is not None]
    told = measured or rows
    return told[-1] if told else None


def table(kept: list[Result]) -> str:
    """Path, aim, store, what was measured and when: met, not met, or not measured and why.

    Beside what was measured of a peer stands what the bare limit reached of it.
    """
    lines = [("path", "aim", "store", "measured", "limit", "", "run")]
    for aim in AIMS:
        for store in aim.bounds:
            last = found(kept, aim.code, store)
            lines.append(
                (aim.path, aim.written(store), NAMES[store], *_standing(aim, store, last))
            )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _standing(
    aim: Aim, store: Store, last: tuple[Result, Row] | None
) -> tuple[str, str, str, str]:
    if last is None:
        return "–", "", f"not measured: no run of {aim.benchmark} is kept", ""
    result, row = last
    when = f"{result.at:%Y-%m-%d %H:%M}"
    if row.value is None:
        return "–", "", f"not measured: {row.why}", when
    limit = "" if row.limit is None else f"{row.limit:.3g}"
    return f"{row.value:.3g}", limit, aim.verdict(store, row.value, row.limit), when


if __name__ == "__main__":
    sys.stdout.write(table(results()) + "\n")
