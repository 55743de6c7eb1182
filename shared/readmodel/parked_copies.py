"""What is parked in the copies of a projection: looked at in one, decided for both."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from shared.readmodel.parked import EntityNotParked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.readmodel.pair import Pair
    from shared.readmodel.parked import (
        Discarded,
        ParkedEntity,
        ParkedFact,
        ParkingDecision,
        Retried,
    )


class ParkedCopies:
    """The parked facts of the copy that answers.

    The other copy reads the same facts and parks the same; what is decided about one is done
    in the other too, so that they stay alike.
    """

    _pair: Pair

    @property
    def parked_count(self) -> int:
        """How many entities are parked in the copy that answers."""
        return self._pair.live.parked_count

    async def parked(self) -> list[ParkedEntity]:
        """What stands still and why."""
        return await self._pair.live.parked()

    async def parked_facts(self, source: str, entity: str) -> list[ParkedFact]:
        """The facts of an entity, in order. Raises `EntityNotParked`."""
        return await self._pair.live.parked_facts(source, entity)

    async def decisions(self) -> list[ParkingDecision]:
        """What was decided, oldest first."""
        return await self._pair.live.decisions()

    async def retry(self, source: str, entity: str, actor: str, reason: str) -> Retried:
        """Let the facts of an entity take effect, in order, up to the first that cannot.

        Raises `EntityNotParked`.
        """
        live, other = self._pair.live, self._pair.other
        retried = await live.retry(source, entity, actor, reason)
        if self._pair.other_counts:
            with contextlib.suppress(EntityNotParked):
                await other.retry(source, entity, actor, reason)
        return retried

    async def discard(
        self,
        source: str,
        entity: str,
        positions: Sequence[int] | None,
        actor: str,
        reason: str,
    ) -> Discarded:
        """Give up facts of an entity: those at `positions`, or all.

        Raises `EntityNotParked`.
        """
        live, other = self._pair.live, self._pair.other
        discarded = await live.discard(source, entity, positions, actor, reason)
        if self._pair.other_counts:
            with contextlib.suppress(EntityNotParked):
                await other.discard(source, entity, discarded.discarded, actor, reason)
        return discarded
