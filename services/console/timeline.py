"""The log as the console asks for it; who keeps it is decided in `main`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared.contracts import Envelope


class FactUnknown(Exception):
    """The log holds no fact with this id."""


@dataclass(frozen=True)
class Stretch:
    """Part of the log, newest first. `before` continues it; none at the beginning."""

    facts: tuple[Envelope, ...]
    before: int | None


class Timeline(Protocol):
    """The whole log, for reading."""

    async def latest(
        self, limit: int, before: int | None, entity: str | None, kind: str | None
    ) -> Stretch:
        """The newest facts older than sequence `before`, of one entity or one kind."""
        ...

    async def fact(self, fact_id: str) -> Envelope:
        """A fact by its id, `awards:17`. Raises `FactUnknown`."""
        ...

    def subscribe(self) -> AsyncIterator[Envelope]:
        """Facts as they arrive from now on; ends when its reader leaves."""
        ...
