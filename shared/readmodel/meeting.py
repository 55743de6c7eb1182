"""Where two copies of a projection meet: caught up with the head, and held at one position."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.continuity import NOWHERE, Positions
from shared.messaging.history import History, LogAway
from shared.readmodel.comparison import Comparison, compared
from shared.readmodel.pair import Pair, covers, furthest
from shared.readmodel.refusals import CopiesApart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared.readmodel.copy import Half


@dataclass
class Meeting:
    """Brings the copies of a pair together. `head` is what was the stream's head at last."""

    pair: Pair
    history_or_none: History | None = None
    head: Positions = field(default=NOWHERE, init=False)

    @property
    def history(self) -> History:
        """The log. Raises `LogAway` before NATS was reached."""
        if self.history_or_none is None:
            raise LogAway("NATS was not reached yet; try again shortly")
        return self.history_or_none

    async def caught_up(
        self, copy: Half, seconds: float, unless: asyncio.Event | None = None
    ) -> bool:
        """Whether a copy reaches, in time, what is the head now, and where the live one stands.

        Being there a moment ago has to do: while others go on writing nothing ever stands at
        the very head. Ends early when `unless` is set.
        """
        pair = self.pair
        live = pair.live.positions
        self.head = await self.history.head(pair.projection.sources)
        wanted = furthest(self.head, live)

        def ends() -> bool:
            return covers(copy.positions, wanted) or (unless is not None and unless.is_set())

        if not await pair.until(ends, seconds):
            await copy.look()
        return covers(copy.positions, wanted)

    @contextlib.asynccontextmanager
    async def at_one_position(self) -> AsyncIterator[None]:
        """Hold both copies, the one behind led to where the other stands, until the block ends.

        Readers go on asking; facts wait meanwhile. Raises `CopiesApart` when that fails.
        """
        live, other = self.pair.live, self.pair.other
        async with live.gate, other.gate:
            behind, ahead = sorted((live, other), key=lambda copy: copy.positions.sequence)
            upto = ahead.positions.sequence
            stretches = self.history.facts(behind.positions.sequence, upto, behind.sources)
            async for stretch in stretches:
                if stretch.facts:
                    last = stretch.facts[-1].sequence
                    blocked = behind.positions.blocked
                    await behind.receive_behind_gate(stretch.facts, last, blocked)
            _refuse_apart(behind.positions, ahead.positions)
            yield

    async def compare(self) -> Comparison:
        """Compare both copies at one position; they are held only until that moment is fixed.

        Raises `CopiesApart` when another process moved one of them between the two moments.
        """
        live, other = self.pair.live, self.pair.other
        with live.being_read(), other.being_read(), contextlib.ExitStack() as snapshots:
            async with self.at_one_position():
                mine, at = await live.database.run(
                    lambda: snapshots.enter_context(live.snapshot())
                )
                theirs, same = await other.database.run(
                    lambda: snapshots.enter_context(other.snapshot())
                )
            _refuse_apart(at, same)
            documents = self.pair.projection.documents
            tally = await live.database.run(lambda: compared(documents, mine, theirs))
        return Comparison(
            projection=self.pair.projection.name,
            sequence=at.sequence,
            positions={source: place.position for source, place in at.sources.items()},
            documents=tally.documents,
            differences=tally.differences,
            listed=tally.listed,
        )


def _refuse_apart(one: Positions, another: Positions) -> None:
    places, others = (
        {source: (at.epoch, at.position) for source, at in positions.sources.items()}
        for positions in (one, another)
    )
    if places != others:
        raise CopiesApart(f"one copy stands at {places}, the other at {others}; ask again")
