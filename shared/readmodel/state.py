"""How the copies of a projection stand, as it is told to operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.continuity import NOWHERE, Positions
from shared.readmodel.ledger import Letter, OtherState

if TYPE_CHECKING:
    from shared.readmodel.copy import Half


class CopyState(msgspec.Struct, frozen=True, kw_only=True):
    """One copy: which version folded it, and how far. `stopped` says why it stands still."""

    letter: Letter
    version: int | None
    sequence: int
    positions: dict[str, int]
    stopped: str | None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a filling came. Pace and time left are none before anything was read."""

    facts_read: int
    facts_in_all: int
    facts_per_second: float | None
    seconds_left: float | None


class CopiesState(msgspec.Struct, frozen=True, kw_only=True):
    """A projection with both copies; `progress` is of the other one while it is filled."""

    projection: str
    version: int
    live: CopyState
    other: CopyState
    other_is: OtherState
    progress: Progress | None


def copy_state(copy: Half, stopped: str | None) -> CopyState:
    """How one copy stands."""
    positions = copy.positions
    return CopyState(
        letter=copy.letter,
        version=copy.version,
        sequence=positions.sequence,
        positions={source: at.position for source, at in positions.sources.items()},
        stopped=stopped or "; ".join(positions.blocked.values()) or None,
    )


def progress(
    begun: Positions, now: Positions, head: Positions, seconds: float
) -> Progress | None:
    """The progress of a filling that began at `begun` so many seconds ago.

    Positions of a source are dense, so their sum counts facts. None before the head of the
    stream was asked for: what is read would pass for all.
    """
    if head == NOWHERE:
        return None
    read, before, in_all = (_facts(positions) for positions in (now, begun, head))
    pace = (read - before) / seconds if seconds > 0 and read > before else None
    left = max(0, in_all - read)
    return Progress(
        facts_read=read,
        facts_in_all=max(read, in_all),
        facts_per_second=None if pace is None else round(pace, 1),
        seconds_left=None if pace is None else round(left / pace, 1),
    )


def _facts(positions: Positions) -> int:
    return sum(at.position for at in positions.sources.values())
