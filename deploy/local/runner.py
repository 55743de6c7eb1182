"""The process runner: supervisord, which loads what every service needs before it starts one.

python -m deploy.local.runner < environment.json

Libraries take most of a service's start. They are loaded here, once, and a service is a copy of
this process that goes on with modules of its own. To supervisord it is a child like any other,
to be stopped, killed and started again; to the service it is as if Python had just begun. What
is changed in `shared` is therefore seen by the next `make run`, not by a service started again.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from supervisor import supervisord
from supervisor.options import ServerOptions

from shared.garbage import collect_seldom

CONFIGURATION = Path(__file__).with_name("supervisord.conf")
HANDLERS = {number: signal.getsignal(number) for number in signal.valid_signals()}
# With those of `shared` comes every library that all services load at once; the others are
# loaded by a service that begins to answer and to store.
LOADED = (
    "pydantic.v1",
    "shared.database",
    "shared.eventstore",
    "shared.http.service",
    "shared.messaging.control",
    "shared.readmodel",
    "shared.runtime",
    "shared.settings",
    "sqlalchemy.dialects.sqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.auto",
)


class Copying(ServerOptions):  # type: ignore[misc] # supervisor ships no types.
    """Runs our own modules in the forked process itself; all else is executed as ever."""

    def fork(self) -> int:
        # What is still to be written would be written by both.
        sys.stdout.flush()
        sys.stderr.flush()
        return int(super().fork())

    def execve(self, filename: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        if argv[0] == sys.executable and argv[1] == "-m":
            become(argv[2], env)
        super().execve(filename, argv, env)


def load() -> None:
    """Load what is in `LOADED`; garbage is collected seldom afterwards, as in every service."""
    gc.disable()
    for module in LOADED:
        importlib.import_module(module)
    collect_seldom()
    gc.enable()


def become(module: str, environment: Mapping[str, str]) -> NoReturn:
    """Run a module as `python -m` would in this environment, and end as Python would.

    What was open before is closed already, but its objects still hold the numbers, which are
    given to others by now. So none of them is collected, and nothing that called this goes on.
    """
    status = 1
    try:
        gc.freeze()
        _forget_handlers()
        os.environ.clear()
        os.environ.update(environment)
        _tell_name(environment["SUPERVISOR_PROCESS_NAME"])
        status = _status_of(module)
        # What Python does at its end: threads, what was registered, what is not written yet.
        threading._shutdown()  # type: ignore[attr-defined] # noqa: SLF001 (as multiprocessing)
        atexit._run_exitfuncs()  # noqa: SLF001 (as multiprocessing)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _status_of(module: str) -> int:
    """Run it; the status with which Python would end."""
    sys.argv = [module]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 (Python itself would say it and end)
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _forget_handlers() -> None:
    """Signals are handled as when this process began; supervisord's handlers are not ours."""
    for number, handler in HANDLERS.items():
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def _tell_name(process: str) -> None:
    """What `ps` and `top` show for the process, where the system knows such a name."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(f"thidua-{process}", "utf-8")


def main() -> None:
    """Load, wait for the environment, run supervisord in it. Without one there is no system."""
    # What other systems bring along may not survive being copied: there Python starts anew.
    if sys.platform == "linux":
        load()
        supervisord.ServerOptions = Copying
    environment = sys.stdin.read()
    if not environment:
        return
    os.environ.update(json.loads(environment))
    supervisord.main(["-c", str(CONFIGURATION)])


if __name__ == "__main__":
    main()
