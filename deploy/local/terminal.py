"""Ctrl-C for this program alone.

A terminal sends Ctrl-C to every program of its foreground group. When that group is `make`'s,
make ends with an error of its own although everything was stopped in order. So this program
takes the foreground while it runs, as a shell does for its jobs, and gives it back.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def foreground() -> Iterator[None]:
    """Be the terminal's only foreground program; without a terminal, change nothing."""
    terminal = sys.stdin.fileno() if sys.stdin is not None else -1
    if terminal < 0 or not os.isatty(terminal) or os.tcgetpgrp(terminal) != os.getpgrp():
        yield
        return
    before = os.getpgrp()
    if before == os.getpid():
        yield
        return
    os.setpgid(0, 0)
    _give(terminal, os.getpgrp())
    try:
        yield
    finally:
        # Who started this program may be gone by now, and with it the group.
        with contextlib.suppress(OSError):
            _give(terminal, before)


def _give(terminal: int, group: int) -> None:
    # Who is not in the foreground is stopped for asking, unless it does not listen.
    listening = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        os.tcsetpgrp(terminal, group)
    finally:
        signal.signal(signal.SIGTTOU, listening)


@contextlib.contextmanager
def every_end_is_an_interrupt() -> Iterator[None]:
    """Being told to end, or losing the terminal, is handled like Ctrl-C."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
