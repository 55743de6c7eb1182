"""Did we miss one? The position of each source, and what may follow it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.contracts import Envelope


IF_LOST = (
    "If it is lost for good, rebuild the projections that read it (thidua projection rebuild); "
    "a policy stays where it is, so as to answer nothing twice"
)


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
            f"store {fact.epoch} at position {fact.position}: another store publishes in its "
            f"name. Put store {known.epoch} back. {IF_LOST}",
        )


class StoreSetBack(CannotFollow):
    """A store was restored to an earlier point and written anew: one position, two facts."""

    def __init__(self, source: str, known: SourcePosition, fact: Envelope) -> None:
        super().__init__(
            source,
            f"{source} has two facts at position {known.position}, {known.mark} and now "
            f"{mark_of(fact)}: its store was set back to an earlier point and written anew. "
            f"Restore the newer store. {IF_LOST}",
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

    @property
    def is_set_back(self) -> bool:
        """Whether another fact was seen in the place of the last known one."""
        return self.blocked is not None and self.blocked.startswith(f"{StoreSetBack.__name__}:")

    def is_place_of(self, fact: Envelope) -> bool:
        """Whether this is the very fact the source was followed to."""
        same = (self.epoch, self.position) == (fact.epoch, fact.position)
        return same and self.mark in {"", mark_of(fact)}

    def leads_to(self, fact: Envelope) -> bool:
        """Whether the fact is the next one; false for a repetition. Raises `CannotFollow`."""
        if self.position and self.epoch != fact.epoch:
            raise EpochChanged(fact.source, self, fact)
        if fact.position < self.position:
            return False
        if fact.position == self.position:
            if self.mark not in {"", mark_of(fact)}:
                raise StoreSetBack(fact.source, self, fact)
            return False
        if self.is_set_back:
            # What follows in the other history follows nothing here.
            raise StoreSetBack(fact.source, self, fact)
        if fact.previous != self.position:
            raise GapFound(fact.source, self.position, fact)
        return True


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
        comes from another store, `StoreSetBack` when another fact is known in its place; a
        source in `blocking` is blocked instead, and its facts are left out until one follows,
        or the known one has come again.
        """
        known = dict(self.sources)
        last: dict[str, Envelope] = {}
        fresh: list[Envelope] = []
        for fact in facts:
            source, before = fact.source, last.get(fact.source)
            if before is not None:
                if fact.previous == before.position and fact.epoch == before.epoch:
                    # The usual case: it follows the one that was taken just now.
                    last[source] = fact
                    fresh.append(fact)
                    continue
                known[source] = place_of(before)
            at = known.get(source) or SourcePosition(fact.epoch, 0)
            try:
                is_new = at.leads_to(fact)
            except CannotFollow as error:
                if source not in blocking:
                    raise
                last.pop(source, None)
                known[source] = replace(at, blocked=at.blocked or error.reason)
                continue
            if is_new:
                last[source] = fact
                fresh.append(fact)
            elif at.is_set_back and at.is_place_of(fact):
                known[source] = place_of(fact)
        known |= {source: place_of(fact) for source, fact in last.items()}
        return fresh, Positions(sequence, known)


def place_of(fact: Envelope) -> SourcePosition:
    """Where a source stands after the fact."""
    return SourcePosition(fact.epoch, fact.position, mark_of(fact))


def mark_of(fact: Envelope) -> str:
    """What tells a fact from another at the same position: when, and about what."""
    return f"{fact.time.isoformat()}/{fact.subject}"


NOWHERE = Positions(0, {})
