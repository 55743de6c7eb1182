"""Waiting for a reader of the log to have come somewhere."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.continuity import Positions


class Awaited(ABC):
    """Moves along the log, says so on `moved`, and can be waited for."""

    moved: asyncio.Condition

    @property
    @abstractmethod
    def sources(self) -> tuple[str, ...]: ...

    @property
    @abstractmethod
    def positions(self) -> Positions: ...

    async def wait_for(self, wanted: Mapping[str, int], seconds: float) -> bool:
        """Wait until every wanted source is at its position; false when time ran out first."""
        return await self.until(
            lambda: all(
                self.positions.position(source) >= position
                for source, position in wanted.items()
                if source in self.sources
            ),
            seconds,
        )

    async def wait_beyond(self, sequence: int, seconds: float) -> bool:
        """Wait until the reader is past a sequence; false when time ran out first."""
        return await self.until(lambda: self.positions.sequence > sequence, seconds)

    async def until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until a condition holds; false when time ran out first."""
        try:
            async with asyncio.timeout(seconds), self.moved:
                await self.moved.wait_for(condition)
        except TimeoutError:
            return False
        return True

    async def tell_who_waits(self) -> None:
        """Something moved: let those who wait look again."""
        async with self.moved:
            self.moved.notify_all()
