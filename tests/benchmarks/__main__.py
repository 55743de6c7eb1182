"""Run benchmarks one after the other, then print the table of aims: `make bench`.

Ends with 0 when every one of them ran to its end, whether its aims are met or not: the table
says that. Ends with 1 when one broke off; the others still run.
"""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

from tests.benchmarks.aims import results, table
from tests.benchmarks.frame import ROOT
from tests.benchmarks.history import draw

# All there are, in the order in which they run.
ALL = (
    "telemetry",
    "start",
    "append",
    "codec",
    "command",
    "reads",
    "relay",
    "replay",
    "live",
    "intake",
    "names",
    "headcount",
    "eligibility",
    "growth",
)


def main(chosen: list[str]) -> int:
    broken = []
    for name in chosen or ALL:
        began = perf_counter()
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"], cwd=ROOT, check=False
        )
        if done.returncode:
            broken.append(name)
        sys.stdout.write(f"== {name} took {perf_counter() - began:.0f} s\n\n")
    kept = results()
    sys.stdout.write(f"{table(kept)}\n\ndrawn in {draw(kept)}\n")
    if broken:
        sys.stdout.write(f"broke off: {', '.join(broken)}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
