"""Points where a process can be told to die: for fault tests alone, off unless one is chosen.

`THIDUA_CRASH_AT=relay.after_publish` ends the process, without a word to anybody, when it comes
to that point; `relay.after_publish:3` when it comes there for the third time. The variable is
read once. A process without it pays one call that finds nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

VARIABLE = "THIDUA_CRASH_AT"
EXIT_CODE = 86


class CrashPoint(StrEnum):
    """Where something is half done: what came before is there, what comes after is not."""

    COMMAND_BEFORE_COMMIT = "command.before_commit"
    COMMAND_AFTER_COMMIT = "command.after_commit"
    RELAY_MID_BATCH = "relay.mid_batch"
    RELAY_AFTER_PUBLISH = "relay.after_publish"
    READER_BEFORE_COMMIT = "reader.before_commit"
    READER_BEFORE_ACK = "reader.before_ack"
    POLICY_BEFORE_ACK = "policy.before_ack"
    COPY_FILLING = "copy.filling"
    SWITCH_BEFORE_COMMIT = "switch.before_commit"
    SWITCH_AFTER_COMMIT = "switch.after_commit"


@dataclass
class _Armed:
    point: CrashPoint
    at_time: int
    _times: Iterator[int] = field(default_factory=lambda: count(1))

    def is_due(self, point: CrashPoint) -> bool:
        return point is self.point and next(self._times) == self.at_time


def reach(point: CrashPoint) -> None:
    """End here when a fault test chose this point."""
    armed = _armed()
    if armed is not None and armed.is_due(point):
        os._exit(EXIT_CODE)


async def reach_sent(point: CrashPoint, sent: Callable[[], Awaitable[None]]) -> None:
    """`reach`, with what was written before on its way: half of a batch is then out."""
    armed = _armed()
    if armed is not None and armed.is_due(point):
        await sent()
        os._exit(EXIT_CODE)


@cache
def _armed() -> _Armed | None:
    chosen = os.environ.get(VARIABLE)
    if chosen is None:
        return None
    point, _, at_time = chosen.partition(":")
    return _Armed(CrashPoint(point), int(at_time or 1))
