"""Did we miss one? The position of each source, and what may follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.contracts import Envelope


class GapFound(Exception):
    """A fact does not follow the last one of its source; what lies between is missing."""

    def __init__(self, source: str, position: int, fact: Envelope) -> None:
        self.source = source
        super().__init__(
            f"{source} jumped from position {position} to {fact.position} "
            f"(which follows {fact.previous}); the facts between have to be read first"
        )


class EpochChanged(Exception):
    """A fact comes from another store than the ones before it."""

    def __init__(self, source: str, known: str, fact: Envelope) -> None:
        self.source = source
        super().__init__(
            f"{source} was store {known} and is now {fact.epoch} at position {fact.position}: "
            "its store was replaced or restored; rebuild the projections that read it"
        )


class DocumentMissing(Exception):
    """A fact changes what was never begun: facts before it are missing from the fold."""


@dataclass(frozen=True)
class SourcePosition:
    """How far one source was followed, and which store it was."""

    epoch: str
    position: int


@dataclass(frozen=True)
class Positions:
    """How far a reader of the log came: the stream's sequence and the position per source."""

    sequence: int
    sources: Mapping[str, SourcePosition]

    def position(self, source: str) -> int:
        known = self.sources.get(source)
        return 0 if known is None else known.position

    def advance(
        self, facts: Sequence[Envelope], sequence: int
    ) -> tuple[list[Envelope], Positions]:
        """Split off the facts that are new and say where they lead.

        A position at or below the known one is a repetition and is passed over. Raises
        `GapFound` when a fact's `previous` is not the known position, `EpochChanged` when it
        comes from another store.
        """
        known = dict(self.sources)
        fresh: list[Envelope] = []
        for fact in facts:
            at = known.get(fact.source, SourcePosition(fact.epoch, 0))
            if at.epoch != fact.epoch:
                raise EpochChanged(fact.source, at.epoch, fact)
            if fact.position <= at.position:
                continue
            if fact.previous != at.position:
                raise GapFound(fact.source, at.position, fact)
            known[fact.source] = SourcePosition(fact.epoch, fact.position)
            fresh.append(fact)
        return fresh, Positions(sequence, known)


NOWHERE = Positions(0, {})
