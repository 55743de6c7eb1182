"""Aggregates as the last commands left them, so that the next ones need not read them again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from eventsourcing.domain import Aggregate

MOST_KEPT = 512


class Recent:
    """Whole aggregates as they stood at `head`, the store's position after the last commit.

    Who takes one has it alone; it is put back when its command came to a good end, and is read
    from the store again when it did not. Nothing here is true at another head: what others
    appended since is forgotten first. One thread uses it, within its transactions.
    """

    def __init__(self) -> None:
        # Not known before the first transaction looked.
        self.head: int | None = None
        # By the number of their ids, whose hash costs nothing.
        self._kept: OrderedDict[int, Aggregate] = OrderedDict()
        self._unsettled: set[int] = set()

    def take(self, aggregate_id: UUID) -> Aggregate | None:
        """The aggregate, which from now on is the caller's; none when it has to be read."""
        return self._kept.pop(aggregate_id.int, None)

    def holds(self, aggregate_id: UUID) -> bool:
        """Whether the aggregate is kept; it exists then."""
        return aggregate_id.int in self._kept

    def put(self, aggregate: Aggregate) -> None:
        """Keep an aggregate as the transaction under way leaves it."""
        kept, number = self._kept, aggregate.id.int
        kept[number] = aggregate
        self._unsettled.add(number)
        if len(kept) > MOST_KEPT:
            # The one that was put longest ago.
            kept.popitem(last=False)

    def settle(self, head: int) -> None:
        """The transaction was committed and ended at this position."""
        self.head = head
        self._unsettled.clear()

    def undo(self) -> None:
        """The transaction came to nothing, and what it put here with it."""
        for number in self._unsettled:
            self._kept.pop(number, None)
        self._unsettled.clear()

    def forget(self, aggregate_ids: Iterable[UUID]) -> None:
        """Let these be read from the store again."""
        for aggregate_id in aggregate_ids:
            self._kept.pop(aggregate_id.int, None)

    def forget_all(self) -> None:
        """Let everything be read again."""
        self._kept.clear()
