"""The log as the console asks for it; who keeps it is decided in `main`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence

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

    async def cited(self, fact_ids: Collection[str]) -> dict[str, Envelope]:
        """Those of these facts that the log holds, by their ids."""
        ...

    async def first_of(self, entities: Collection[str]) -> dict[str, Envelope]:
        """The first fact of each entity: what it is, said by how it began."""
        ...

    @property
    def sequence(self) -> int:
        """How far the log is known here: the sequence of its newest fact."""
        ...

    def arrivals(self, since: int | None = None) -> AsyncIterator[Sequence[Envelope]]:
        """Facts after a sequence, by default from now on, in order, as many as there are.

        Ends when its reader leaves.
        """
        ...
