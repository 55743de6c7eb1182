"""Real processes of services, started in a moment: forked from one that has imported all.

A process started so differs from `python -m services.<name>.main` in two things: its clock may
step, and its log goes through a pipe, so that a full disk does not meet the log.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults import clock

MODULES = {name: f"services.{name}.main" for name in ("bloc", "covenant", "awards", "notify")}
UNLIMITED = resource.RLIM_INFINITY
BYTES_OF_A_FULL_DISK = 1

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([*MODULES.values(), __name__, "tests.faults.deaf"])


@dataclass
class ServiceProcess:
    """One process of one service, from its start until it is seen dead."""

    name: str
    _process: multiprocessing.context.ForkServerProcess

    @classmethod
    def start(cls, name: str, environment: Mapping[str, str], log: Path) -> ServiceProcess:
        process = _context.Process(
            target=_run, args=(name, dict(environment), str(log)), daemon=True
        )
        process.start()
        return cls(name, process)

    @property
    def sentinel(self) -> int:
        """Becomes readable when the process has ended."""
        return self._process.sentinel

    def exit_code(self) -> int | None:
        self._process.join(timeout=0)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def step_clock(self, *, back: bool) -> None:
        self._signal(clock.BACK if back else clock.FORWARD)

    def fill_disk(self) -> None:
        """From now on no file grows under this process."""
        self._limit_files(BYTES_OF_A_FULL_DISK)

    def free_disk(self) -> None:
        self._limit_files(UNLIMITED)

    def _limit_files(self, size: int) -> None:
        if self._process.pid is not None and self._process.is_alive():
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, UNLIMITED))

    def _signal(self, number: int) -> None:
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)


def _run(name: str, environment: dict[str, str], log: str) -> None:
    os.environ.update(environment)
    descriptor = os.open(log, os.O_WRONLY)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    clock.may_step()
    module = importlib.import_module(MODULES[name])
    settings = getattr(module, f"{name.capitalize()}Settings")()
    module.serve(module.build(settings), settings)
