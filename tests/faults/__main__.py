"""Many seeds one after the other: how many faults of each kind, and what did not hold."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence

from tests.faults.chaos import Report, empty_home, run_seed

# A seed mostly waits, for a process that is away or an answer that does not come.
SEEDS_PER_CORE = 2


async def run_seeds(seeds: Iterable[int], at_once: int) -> list[Report]:
    """Run seeds side by side, and say how each went."""
    free = asyncio.Semaphore(at_once)

    async def run(seed: int) -> Report:
        async with free:
            with empty_home() as home:
                try:
                    report = await run_seed(seed, home)
                except Exception:  # noqa: BLE001 (one seed that fails hides no other)
                    report = Report(seed, violations=[traceback.format_exc()])
        sys.stderr.write(said(report))
        return report

    return await asyncio.gather(*(run(seed) for seed in seeds))


def said(report: Report) -> str:
    """One line for a seed; for one that failed, why, and the command that repeats it."""
    faults = ", ".join(f"{name} {count}" for name, count in sorted(report.faults.items()))
    line = f"seed {report.seed}: {report.facts} facts of {report.commands} commands; {faults}\n"
    if not report.violations:
        return line
    reasons = "".join(f"  VIOLATION {violation}\n" for violation in report.violations)
    return f"{line}{reasons}  repeat it: make chaos SEED={report.seed}\n"


def summary(reports: Sequence[Report]) -> str:
    """What all seeds together did."""
    faults: Counter[str] = Counter()
    for report in reports:
        faults.update(report.faults)
    failed = [report for report in reports if report.violations]
    commands = sum(report.commands for report in reports)
    repeated = sum(report.repeated for report in reports)
    facts = sum(report.facts for report in reports)
    violations = sum(len(report.violations) for report in failed)
    lines = [
        f"{len(reports)} seeds; {commands} commands, {repeated} sent again; {facts} facts",
        *(f"  {count:>6}  {name}" for name, count in sorted(faults.items())),
        f"{sum(faults.values())} faults, {violations} violations",
        *(f"  repeat it: make chaos SEED={report.seed}" for report in failed),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Return 0 when everything held, 1 when something did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds, from 0")
    parser.add_argument("--seed", type=int, help="this seed alone")
    parser.add_argument("--at-once", type=int, default=SEEDS_PER_CORE * (os.cpu_count() or 1))
    asked = parser.parse_args()
    seeds = range(asked.seeds) if asked.seed is None else [asked.seed]
    reports = asyncio.run(run_seeds(seeds, asked.at_once))
    sys.stdout.write(summary(reports))
    return 1 if any(report.violations for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
