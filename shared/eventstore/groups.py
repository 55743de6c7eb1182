"""Group commit: commands that wait together are stored together, each answered for itself.

Each is decided inside the one transaction, on what those before it left, and takes back what it
wrote when it is refused. Where the transaction fails before its commit all is undone and they
are run again, the last time each alone. Where it fails while committing, what is stored is
looked up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from shared.eventstore.recorder import committed
from shared.eventstore.turn import Care
from shared.eventstore.writer import Moved
from shared.telemetry import metrics

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from eventsourcing.persistence import StoredEvent

    from shared.eventstore.answers import Answer
    from shared.eventstore.application import EventSourcedApplication
    from shared.eventstore.keys import Key, Keys
    from shared.eventstore.turn import Turn

# What takes longer is not decided where others wait for their turn; processor time.
SHORT_SECONDS = 0.001
LOOK_UP_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.2


class Decided(NamedTuple):
    """An answer that holds once its transaction is committed, and the first event of it."""

    answer: Answer
    stored: tuple[StoredEvent, int] | None = None


@dataclass(slots=True)
class Asked:
    """One command that waits, who waits for it, and what came of it."""

    name: str
    decide: Callable[[], Decided]
    answered: asyncio.Future[Answer]
    key: Key | None = None
    outcome: Decided | BaseException | None = field(default=None, init=False)
    _context: Context = field(default_factory=copy_context, init=False)

    def take(self) -> None:
        """Decide and write. Raises only what says that the transaction itself failed."""
        try:
            self.outcome = self._context.run(self.decide)
        except (Moved, sa.exc.SQLAlchemyError, OSError, MemoryError):
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


class Undone(Exception):
    """The transaction failed before its commit; the cause says why. Nothing was stored."""


@dataclass
class Transactions:
    """The transactions of one store's commands."""

    application: EventSourcedApplication
    keys: Keys
    # Whether anybody else appended since the last transaction, as far as is known.
    alone: bool = False
    # The names of commands that last time asked nothing of the store and took no time.
    _short: set[str] = field(default_factory=set, init=False)

    def decide(self, group: Sequence[Asked]) -> Turn | None:
        """Decide these commands on what is in memory, for `commit` to store; asks nothing.

        None, and nothing was decided, where that takes the store, or time, as far as the last
        commands of these names tell; and where one is refused that may have been answered.
        """
        recent = self.application.recent
        if not self.alone or recent.head is None:
            return None
        if not all(asked.name in self._short for asked in group):
            return None
        self.keys.forget()
        began = time.thread_time()
        try:
            with self.application.event_recorder.group_in_memory(recent.head) as turn:
                for asked in group:
                    asked.take()
        except (KeyboardInterrupt, SystemExit):
            recent.undo()
            raise
        except BaseException:  # noqa: BLE001 (what it was comes again in `commit`, and is told)
            turn = None
        took = time.thread_time() - began
        refused = any(asked.key and not isinstance(asked.outcome, Decided) for asked in group)
        if turn is None or refused or took > SHORT_SECONDS * len(group):
            self._short.difference_update(asked.name for asked in group)
        if turn is None or refused:
            recent.undo()
            return None
        turn.write_ahead(self.keys.new)
        return turn

    def forget(self) -> None:
        """Nothing may rest on what was decided last, nor on where the store was thought."""
        self.application.recent.undo()
        self.alone = False

    def commit(self, group: Sequence[Asked], decided: Turn | None = None) -> None:
        """Run these commands in one transaction; each has its outcome afterwards. Blocks.

        What was `decided` is stored as it stands, where it still does.
        """
        care: Care | None = Care.AHEAD if self.alone else Care.LOCKED
        while care is not None:
            try:
                self._attempt(group, care, decided)
            except Undone as undone:
                decided = None
                # Who is to blame is found in steps, for the others are to share a transaction.
                care = _more_careful(care, undone.__cause__, len(group))
                if care is None and len(group) == 1:
                    fail(group, undone.__cause__ or undone)
            else:
                return
        if len(group) > 1:
            for asked in group:
                self._commit_alone(asked)

    def _commit_alone(self, asked: Asked) -> None:
        try:
            self._attempt([asked], Care.ALONE)
        except Undone as undone:
            fail([asked], undone.__cause__ or undone)

    def _attempt(self, group: Sequence[Asked], care: Care, decided: Turn | None = None) -> None:
        """Raises `Undone` when it may be tried again."""
        recorder, recent = self.application.event_recorder, self.application.recent
        committing, unchanged = False, True
        try:
            with (
                metrics.timed(metrics.transactions, recorder.system, "INSERT", "events"),
                recorder.group(care, recent.head if care is Care.AHEAD else None)
                if decided is None
                else recorder.undone(decided) as turn,
            ):
                if decided is None:
                    if care is not Care.AHEAD:
                        unchanged = self.application.catch_up(turn.pending.head)
                    self.keys.look_up([asked.key for asked in group if asked.key is not None])
                    for asked in group:
                        self._take(asked, turn)
                committing = True
                turn.commit(self.keys.new)
        except Exception as error:  # noqa: BLE001 (it is told to each who waits)
            self.forget()
            self._undone(group, care, error, committing=committing)
        else:
            recent.settle(turn.pending.head)
            self.alone = unchanged
            committed()

    def _take(self, asked: Asked, turn: Turn) -> None:
        """Decide one command, and note whether the next of its name may be `decide`d."""
        before, began = turn.asked, time.thread_time()
        asked.take()
        short = turn.asked == before and time.thread_time() - began < SHORT_SECONDS
        if short and isinstance(asked.outcome, Decided):
            self._short.add(asked.name)
        else:
            self._short.discard(asked.name)

    def _undone(
        self, group: Sequence[Asked], care: Care, error: Exception, *, committing: bool
    ) -> None:
        if error is self.application.event_recorder.writer.unbegun:
            # The store is away: it would not be there for each alone either.
            fail(group, error)
            return
        # Refused for what it says, a transaction is not in doubt.
        if not committing or isinstance(error, Moved | sa.exc.IntegrityError):
            raise Undone from error
        stored = self._is_stored(group)
        if stored:
            return
        if stored is False and care is Care.AHEAD:
            # Its connection may have been cut while nothing was asked of it.
            raise Undone from error
        fail(group, error)

    def _is_stored(self, group: Sequence[Asked]) -> bool | None:
        """Whether the transaction of the group is in the store; one event of it tells.

        None when nobody can tell.
        """
        outcomes = (asked.outcome for asked in group)
        stored = next(
            (each.stored for each in outcomes if isinstance(each, Decided) and each.stored),
            None,
        )
        if stored is None:
            return False
        recorder = self.application.event_recorder
        deadline = time.monotonic() + LOOK_UP_SECONDS
        while True:
            try:
                recorder.writer.end_lost()
                return recorder.holds(*stored)
            except (sa.exc.SQLAlchemyError, OSError):
                if time.monotonic() > deadline:
                    return None
                time.sleep(LOOK_AGAIN_SECONDS)


def fail(group: Sequence[Asked], error: BaseException) -> None:
    for asked in group:
        asked.outcome = error


def _more_careful(care: Care, cause: BaseException | None, count: int) -> Care | None:
    """How to try again what failed; None when each is to be tried alone, or it was."""
    if isinstance(cause, Moved) and care is Care.AHEAD:
        return Care.LOCKED
    if care is Care.ALONE:
        return None
    if count == 1:
        return Care.ALONE
    return None if care is Care.LOOKED_UP else Care.LOOKED_UP
