"""One transaction of commands, which begins when there is something to read or to write."""

from __future__ import annotations

from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING

from shared.crashpoints import CrashPoint, reach
from shared.eventstore.writer import Moved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa

    from shared.eventstore.pending import Pending
    from shared.eventstore.writer import KeyRow, Rest, Writer


class Care(IntEnum):
    """How much is made sure of before the commands of a transaction are decided.

    `AHEAD`: nothing; they are decided on what the last transaction left, and the transaction
    begins with the first thing that is read or, after them all, appends only if nobody else
    did. `LOCKED`: nobody else appends. `LOOKED_UP`: moreover each new aggregate is looked up
    when it is saved. `ALONE`: moreover events are inserted with their command.
    """

    AHEAD = 0
    LOCKED = 1
    LOOKED_UP = 2
    ALONE = 3


class NeedsStore(BaseException):
    """The store was asked where only memory may be asked; no use case is to catch it."""


class Turn:
    """What the commands of one transaction appended, and its connection.

    `in_memory` says that it is decided where nobody may wait for the store; what is stored
    of it afterwards is stored elsewhere.
    """

    def __init__(
        self, writer: Writer, pending: Pending, care: Care, *, in_memory: bool = False
    ) -> None:
        self.pending = pending
        self.care = care
        self.in_memory = in_memory
        # How often something was read, or written before the end.
        self.asked = 0
        self._writer = writer
        self._head = pending.head
        # Outside of LOCKED and what is more careful the transaction has yet to begin.
        self._begun = care is not Care.AHEAD
        self._moved = False
        self._in_effect = False
        # What is left to do of storing it, where the rest was done ahead.
        self.rest: Rest | None = None

    def connection(self) -> sa.Connection:
        """The connection of the transaction.

        Raises `Moved` when it begins too late, and `NeedsStore` in memory.
        """
        self.asked += 1
        if self.in_memory:
            raise NeedsStore
        if self._moved:
            raise Moved
        if not self._begun:
            self._moved = self._writer.begin() != self._head
            self._begun = True
            if self._moved:
                raise Moved
        return self._writer.connection

    def flush(self) -> None:
        """Insert what was appended so far, so that statements see it."""
        if not self.pending.rows:
            return
        if self._in_effect:
            # Undone with the effect, the events of other commands would be lost.
            raise RuntimeError("what runs beside a command reads no events")
        self.connection()
        self._writer.insert(self.pending.rows)
        self.pending.written()

    def write_ahead(self, keys: Sequence[KeyRow]) -> None:
        """Do of `commit` what waits for nobody; on the event loop, when all was decided."""
        if self.pending.rows:
            before_commit()
            try:
                self.rest = self._writer.ahead(self._head, self.pending.rows, keys)
            except BaseException:
                # Nobody can tell what became of it.
                self._writer.close()
                raise

    def commit(self, keys: Sequence[KeyRow]) -> None:
        """Store everything, with the idempotency keys of those who have one.

        Raises `Moved` when it was decided on what no longer stands.

        A turn that appended nothing begins its transaction too: what refused a command or
        left everything as it was has to stand.
        """
        rows = self.pending.rows
        if self.rest is not None:
            self.rest.end()
            return
        if rows and not self._begun:
            before_commit()
            self._writer.append(self._head, rows, keys)
            return
        self.connection()
        before_commit()
        self._writer.commit(rows, keys)

    @contextmanager
    def effect(self) -> Iterator[None]:
        """What runs in this block is undone alone when it fails; it may read no events."""
        self._in_effect = True
        try:
            yield
        finally:
            self._in_effect = False


def before_commit() -> None:
    """What comes between the last decision of a transaction and its commit."""
    reach(CrashPoint.COMMAND_BEFORE_COMMIT)
