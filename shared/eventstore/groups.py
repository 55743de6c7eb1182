"""Group commit: commands that wait together are stored together, each answered for itself.

Each is decided inside the one transaction, on what those before it left, and takes back what it
wrote when it is refused. Where the database itself fails before the commit, all is undone and
each is run again alone. Where it fails while committing, what is stored is looked up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared.eventstore.recorder import committed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from eventsourcing.persistence import StoredEvent

    from shared.eventstore.answers import Answer
    from shared.eventstore.recorder import EventRecorder

LOOK_UP_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.2


@dataclass(frozen=True)
class Decided:
    """An answer that holds once its transaction is committed, and the first event of it."""

    answer: Answer
    stored: tuple[StoredEvent, int] | None = None


@dataclass
class Asked:
    """One command that waits, who waits for it, and what came of it."""

    decide: Callable[[], Decided]
    answered: asyncio.Future[Answer]
    outcome: Decided | BaseException | None = field(default=None, init=False)
    _context: Context = field(default_factory=copy_context, init=False)

    def take(self) -> None:
        """Decide and write. Raises only what says that the database itself failed."""
        try:
            self.outcome = self._context.run(self.decide)
        except (sa.exc.SQLAlchemyError, OSError, MemoryError):
            raise
        except Exception as refusal:  # noqa: BLE001 (whatever it is, it is this command's own)
            self.outcome = refusal

    def answer(self) -> None:
        """Tell who waits, on the event loop; who went away is not told."""
        if self.answered.done():
            return
        if isinstance(self.outcome, Decided):
            self.answered.set_result(self.outcome.answer)
        elif self.outcome is not None:
            self.answered.set_exception(self.outcome)


def commit_together(group: Sequence[Asked], recorder: EventRecorder) -> None:
    """Run these commands in one transaction; afterwards each has its outcome. Blocks."""
    began = decided = False
    try:
        with recorder.database.group():
            began = True
            for asked in group:
                asked.take()
            decided = True
    except Exception as error:  # noqa: BLE001 (it is told to each who waits)
        if decided:
            if not _was_committed(group, recorder):
                fail(group, error)
        elif began and len(group) > 1:
            # Nothing was stored: who is to blame fails alone, the others do not.
            for asked in group:
                commit_together([asked], recorder)
        else:
            fail(group, error)
    else:
        committed()


def fail(group: Sequence[Asked], error: BaseException) -> None:
    for asked in group:
        asked.outcome = error


def _was_committed(group: Sequence[Asked], recorder: EventRecorder) -> bool:
    """Whether the transaction of the group is in the store; one event of it tells."""
    outcomes = (asked.outcome for asked in group)
    stored = next(
        (each.stored for each in outcomes if isinstance(each, Decided) and each.stored), None
    )
    if stored is None:
        return False
    deadline = time.monotonic() + LOOK_UP_SECONDS
    while True:
        try:
            return recorder.holds(*stored)
        except (sa.exc.SQLAlchemyError, OSError):
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_AGAIN_SECONDS)
