"""A projection as it stood earlier: folded up to one place in the stream, and kept a while."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import structlog
from nats.errors import Error as NatsError

from shared.continuity import NOWHERE
from shared.messaging.history import LogAway
from shared.messaging.turn import next_sequence
from shared.readmodel.copy import Copy
from shared.readmodel.later import A_LONG_WAY, CannotWorkOut

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from shared.database import Database
    from shared.messaging.history import History
    from shared.readmodel.folding import Projection

T = TypeVar("T")

log = structlog.get_logger()

SLOTS = 4


@dataclass
class Slot:
    """A copy that stands at some place: what it says holds from `since` to `upto`.

    `lock` is held while it is moved or asked; `used` says when that was last.
    """

    copy: Copy
    since: int = 0
    upto: int = 0
    used: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def holds(self, sequence: int) -> bool:
        return self.since <= sequence <= self.upto


@dataclass
class Past:
    """Answers as of earlier places of the stream, from a few copies of their own.

    A copy is moved forward when a later place is asked for; for an earlier one the copy that
    was not asked for the longest is folded anew from the first fact. Nothing of this touches
    the copies that answer and follow.
    """

    database: Database
    projection: Projection
    slots: list[Slot] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._opening = asyncio.Lock()
        self._uses = count(1)

    async def ask(
        self, history: History, sequence: int, question: Callable[[sa.Connection], T]
    ) -> T:
        """Answer a question as of a sequence. Raises `LogAway` when facts cannot be read."""
        await self._open()
        while True:
            slot = self._best_for(sequence)
            async with slot.lock:
                if slot is not self._best_for(sequence, held=slot):
                    continue
                slot.used = next(self._uses)
                await self._bring(history, slot, sequence)
                return await slot.copy.ask(question)

    def close(self) -> None:
        for slot in self.slots:
            slot.copy.database.close()

    async def _open(self) -> None:
        async with self._opening:
            if self.slots:
                return
            noun = self.projection.name.partition("-")[2]
            # One question at a time is answered from a slot: it needs one connection.
            copies = [
                Copy(self.database.beside(f"{noun}-past-{number}", threads=1), self.projection)
                for number in range(1, SLOTS + 1)
            ]
            opened = await asyncio.gather(
                *(copy.database.run(copy.open) for copy in copies), return_exceptions=True
            )
            for failed in filter(None, opened):
                for copy in copies:
                    copy.database.close()
                raise failed
            places = [copy.positions.sequence for copy in copies]
            self.slots = [Slot(copy, at, at) for copy, at in zip(copies, places, strict=True)]

    def _best_for(self, sequence: int, held: Slot | None = None) -> Slot:
        """The slot that holds the place, or the nearest before it, or the one to give up."""
        for slot in self.slots:
            if slot.holds(sequence):
                return slot
        behind = [slot for slot in self.slots if 0 < slot.upto < sequence]
        if behind:
            return max(behind, key=lambda slot: slot.upto)

        def cost(slot: Slot) -> tuple[bool, bool, int]:
            in_use = slot is not held and slot.lock.locked()
            return in_use, slot.upto > 0, slot.used

        return min(self.slots, key=cost)

    async def _bring(self, history: History, slot: Slot, sequence: int) -> None:
        copy = slot.copy
        counts = await self._still_counts(history, copy)
        if counts and slot.holds(sequence) and not copy.is_put_off:
            return
        # Who asks for the same place meanwhile waits for this slot instead of filling another.
        slot.since = slot.upto = sequence
        try:
            if not counts or copy.positions.sequence > sequence:
                await copy.empty(copy.filling + 1)
            if copy.positions == NOWHERE and sequence >= A_LONG_WAY:
                await copy.put_off()
            await self._fold(history, copy, sequence)
            await self._work_out(history, copy, sequence)
            slot.since = copy.positions.sequence
        except BaseException:
            slot.since = slot.upto = copy.positions.sequence
            raise

    async def _fold(self, history: History, copy: Copy, sequence: int) -> None:
        after = copy.positions.sequence
        async for stretch in history.facts(after, sequence, copy.sources):
            if stretch.facts:
                last = stretch.facts[-1].sequence
                # A source that could not go on at that place says what it said before.
                await copy.receive(stretch.facts, last, copy.sources)

    async def _work_out(self, history: History, copy: Copy, sequence: int) -> None:
        try:
            while copy.is_put_off:
                await copy.work_out()
        except CannotWorkOut as error:
            log.warning("copy_begins_again", projection=self.projection.name, reason=str(error))
            await copy.begin_again()
            await self._fold(history, copy, sequence)

    @staticmethod
    async def _still_counts(history: History, copy: Copy) -> bool:
        """Whether this code folded it, from the stream that is there."""
        if not copy.is_current:
            return False
        after = copy.positions.sequence
        try:
            js = history.client.jetstream()
            return await next_sequence(js, copy.positions) == after + 1
        except (NatsError, OSError) as error:
            raise LogAway("the stream does not say whether it is the same") from error
