"""Starting: `make bench B=start`. What loading a service takes, and a second start of a system.

Each module is loaded in a process of its own, in turn with the libraries that every service
stands on (the limit); figures are seconds of processor time. Then a system without the sample
year is started, stopped, and started again as often as there are rounds: seconds by the clock
until it says that it runs, and processor seconds of all its processes with their end.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from deploy.local.profile import SERVICES
from services.console.cli.output import text
from tests.benchmarks.frame import ROOT, Rounds, Run, measuring
from tests.harness.system import free_profile

LIBRARIES = (
    "fastapi, sqlalchemy, msgspec, eventsourcing.domain, nats, jwt, uvloop, httptools, "
    "prometheus_client, opentelemetry.trace, structlog, pydantic_settings"
)
MODULES = {
    "libraries": LIBRARIES,
    **{service: f"services.{service}.main" for service in SERVICES},
    "deploy.local.run": "deploy.local.run, deploy.local.system",
}
STARTS = 3
RUNNING = text("run.how_to_stop")


def loading(modules: str) -> float:
    """Processor seconds of a process that loads these and ends."""
    process = subprocess.Popen([sys.executable, "-c", f"import {modules}"], cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{modules} cannot be loaded")
    return used.ru_utime + used.ru_stime


def started(port: int, home: Path) -> tuple[float, float]:
    """Seconds until a system says that it runs, and processor seconds until it is gone."""
    before = _used_by_children()
    began = perf_counter()
    command = [sys.executable, "-m", "deploy.local.run", "--no-sample"]
    with subprocess.Popen(
        [*command, "--port", str(port), "--home", str(home)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    ) as system:
        said = []
        for line in system.stderr or ():
            said.append(line)
            if RUNNING in line:
                break
        else:
            raise RuntimeError("".join(said))
        ready = perf_counter() - began
        system.send_signal(signal.SIGINT)
    return ready, _used_by_children() - before


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(run: Run, home: Path) -> None:
    rounds = Rounds()
    for way in rounds.turns(*MODULES):
        rounds.add(way, loading(MODULES[way]))
    run.tell("load", rounds)
    of_libraries = {way: round(rounds.ratio(way, "libraries"), 2) for way in MODULES}
    run.tell("load, of the libraries", of_libraries)
    profile = free_profile(home)
    started(profile.port, profile.home)
    starts = Rounds()
    for _ in range(STARTS):
        ready, used = started(profile.port, profile.home)
        starts.add("until it runs", ready)
        starts.add("processor", used)
    run.tell("second start", starts)


def main() -> None:
    with (
        measuring("start", writes_bytecode=not sys.dont_write_bytecode) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as at,
    ):
        measured(run, Path(at))


if __name__ == "__main__":
    main()
