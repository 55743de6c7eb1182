"""A clock that steps, for one process: an hour forward or two back at a signal.

It is the clock by which events are recorded and lag is told; how long a wait takes is measured
by the monotonic clock, which no step moves.
"""

from __future__ import annotations

import signal
from datetime import datetime, timedelta, tzinfo

import eventsourcing.domain

from shared.messaging import feed, policy

FORWARD = signal.SIGUSR1
BACK = signal.SIGUSR2
HOUR = timedelta(hours=1)

_offset = timedelta(0)


class SteppedClock(datetime):
    """Takes the place of `datetime` in the modules that ask what time it is."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # times are plain
        return datetime.now(tz) + _offset


def may_step() -> None:
    """Let the signals step the clock of this process."""
    signal.signal(FORWARD, lambda *_: _step(HOUR))
    signal.signal(BACK, lambda *_: _step(-2 * HOUR))
    for module in (eventsourcing.domain, feed, policy):
        vars(module)["datetime"] = SteppedClock


def _step(by: timedelta) -> None:
    global _offset  # noqa: PLW0603 (a process has one clock)
    _offset += by
