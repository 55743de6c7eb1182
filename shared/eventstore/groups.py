"""Group commit: commands that wait together are stored together, each answered for itself.

Each is decided inside the one transaction, on what those before it left, and takes back what it
wrote when it is refused. Where the database itself fails before the commit, all is undone and
each is run again alone. Where it fails while committing, what is stored is looked up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared.eventstore.recorder import committed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Sequence

    from eventsourcing.persistence import StoredEvent

    from shared.eventstore.answers import Answer
    from shared.eventstore.keys import Key, Keys
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
    key: Key | None = None
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


@dataclass(frozen=True)
class Transactions:
    """The transactions of one store's commands."""

    recorder: EventRecorder
    keys: Keys

    def commit(self, group: Sequence[Asked]) -> None:
        """Run these commands in one transaction; each has its outcome afterwards. Blocks."""
        began = decided = False
        try:
            with self._around(group):
                began = True
                for asked in group:
                    asked.take()
                self.recorder.flush()
                self.keys.write()
                decided = True
        except Exception as error:  # noqa: BLE001 (it is told to each who waits)
            if decided:
                if not self._was_committed(group):
                    fail(group, error)
            elif began and len(group) > 1:
                # Nothing was stored: who is to blame fails alone, the others do not.
                for asked in group:
                    self.commit([asked])
            else:
                fail(group, error)
        else:
            committed()

    @contextmanager
    def _around(self, group: Sequence[Asked]) -> Iterator[None]:
        """The transaction. One command alone inserts at once, and learns what refuses it."""
        together = len(group) > 1
        with self.recorder.group() if together else self.recorder.database.group():
            self.keys.look_up(asked.key for asked in group if asked.key is not None)
            yield

    def _was_committed(self, group: Sequence[Asked]) -> bool:
        """Whether the transaction of the group is in the store; one event of it tells."""
        outcomes = (asked.outcome for asked in group)
        stored = next(
            (each.stored for each in outcomes if isinstance(each, Decided) and each.stored),
            None,
        )
        if stored is None:
            return False
        deadline = time.monotonic() + LOOK_UP_SECONDS
        while True:
            try:
                return self.recorder.holds(*stored)
            except (sa.exc.SQLAlchemyError, OSError):
                if time.monotonic() > deadline:
                    return False
                time.sleep(LOOK_AGAIN_SECONDS)


def fail(group: Sequence[Asked], error: BaseException) -> None:
    for asked in group:
        asked.outcome = error
