"""Did we miss one? The position of each source, and what may follow it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.contracts import Envelope


class CannotFollow(Exception):
    """A fact does not follow what is known of its source; that source stands still."""

    def __init__(self, source: str, what_happened_and_what_to_do: str) -> None:
        self.source = source
        super().__init__(what_happened_and_what_to_do)

    @property
    def reason(self) -> str:
        """What is kept with the source's position, and told."""
        return f"{type(self).__name__}: {self}"


class GapFound(CannotFollow):
    """A fact does not follow the last one of its source; what lies between is missing."""

    def __init__(self, source: str, position: int, fact: Envelope) -> None:
        super().__init__(
            source,
            f"{source} jumped from position {position} to {fact.position} "
            f"(which follows {fact.previous}); the facts between are asked for from "
            f"{source}'s relay: see that {source} runs",
        )


class EpochChanged(CannotFollow):
    """A fact comes from another store than the ones before it."""

    def __init__(self, source: str, known: SourcePosition, fact: Envelope) -> None:
        super().__init__(
            source,
            f"{source} was store {known.epoch} up to position {known.position} and is now "
            f"store {fact.epoch} at position {fact.position}: its store was replaced. Put "
            f"store {known.epoch} back; if it is lost for good, rebuild the projections that "
            "read it",
        )


class StoreSetBack(CannotFollow):
    """A store was restored to an earlier point and written anew: one position, two facts."""

    def __init__(self, source: str, known: SourcePosition, fact: Envelope) -> None:
        super().__init__(
            source,
            f"{source} has two facts at position {known.position}: {known.mark} is known, "
            f"{mark_of(fact)} came; its store was set back and written anew. Restore the newer "
            "store; if it is lost for good, rebuild the projections that read it",
        )


class DocumentMissing(Exception):
    """A fact changes what was never begun: facts before it are missing from the fold."""


@dataclass(frozen=True)
class SourcePosition:
    """How far one source was followed, and which store it was.

    `mark` tells the last fact from any other at its position; empty when it is not known.
    `blocked` says why the source cannot go on, none while it can.
    """

    epoch: str
    position: int
    mark: str = field(default="", compare=False)
    blocked: str | None = None

    def follow(self, fact: Envelope) -> SourcePosition:
        """Where the fact leads; the same place for a repetition. Raises `CannotFollow`."""
        if self.position and self.epoch != fact.epoch:
            raise EpochChanged(fact.source, self, fact)
        if fact.position < self.position:
            return self
        if fact.position == self.position:
            if self.mark not in {"", mark_of(fact)}:
                raise StoreSetBack(fact.source, self, fact)
            return self
        if fact.previous != self.position:
            raise GapFound(fact.source, self.position, fact)
        return SourcePosition(fact.epoch, fact.position, mark_of(fact))


@dataclass(frozen=True)
class Positions:
    """How far a reader of the log came: the stream's sequence and the position per source."""

    sequence: int
    sources: Mapping[str, SourcePosition]

    def position(self, source: str) -> int:
        known = self.sources.get(source)
        return 0 if known is None else known.position

    @property
    def blocked(self) -> dict[str, str]:
        """The sources that cannot go on, each with its reason."""
        return {
            source: at.blocked for source, at in self.sources.items() if at.blocked is not None
        }

    @property
    def gaps(self) -> list[str]:
        """The sources that wait for missing facts, which their relay can publish again."""
        return [
            source
            for source, reason in self.blocked.items()
            if reason.startswith(f"{GapFound.__name__}:")
        ]

    def advance(
        self, facts: Sequence[Envelope], sequence: int, blocking: Collection[str] = ()
    ) -> tuple[list[Envelope], Positions]:
        """Split off the facts that are new and say where they lead.

        A position at or below the known one is a repetition and is passed over. Raises
        `GapFound` when a fact's `previous` is not the known position, `EpochChanged` when it
        comes from another store, `StoreSetBack` when another fact is known in its place;
        a source in `blocking` is blocked instead, and its facts are left out until one follows.
        """
        known = dict(self.sources)
        fresh: list[Envelope] = []
        for fact in facts:
            at = known.get(fact.source) or SourcePosition(fact.epoch, 0)
            try:
                leads_to = at.follow(fact)
            except CannotFollow as error:
                if fact.source not in blocking:
                    raise
                known[fact.source] = replace(at, blocked=at.blocked or error.reason)
                continue
            known[fact.source] = leads_to
            if leads_to is not at:
                fresh.append(fact)
        return fresh, Positions(sequence, known)


def mark_of(fact: Envelope) -> str:
    """What tells a fact from another at the same position: when, and about what."""
    return f"{fact.time.isoformat()}/{fact.subject}"


NOWHERE = Positions(0, {})
