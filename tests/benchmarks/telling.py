"""Facts in their places: what the services of a generated log have told, and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from shared.contracts import Envelope, Fact, publisher_of


@dataclass
class Telling:
    """Three services that tell in turn, a fact each `step`; `counted` are facts by type."""

    seed: int
    step: timedelta = timedelta(seconds=1)
    counted: Counter[str] = field(default_factory=Counter, init=False)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)
        self._positions = Counter[str]()
        self._epochs = {
            source: f"{self._chance.getrandbits(128):032x}"
            for source in ("bloc", "covenant", "awards")
        }
        self._now = datetime.min.replace(tzinfo=UTC)

    def not_before(self, time: datetime) -> None:
        """What is told from here on is told at this time or later."""
        self._now = max(self._now, time)

    def tell(self, about: UUID, fact: Fact) -> Envelope:
        """The fact in its place: the next of the service whose language it is in."""
        source = publisher_of(type(fact))
        self._positions[source] += 1
        position = self._positions[source]
        self._now += self.step
        self.counted[type(fact).__name__] += 1
        trace = f"{self._chance.getrandbits(128):032x}"
        return Envelope(
            source=source,
            position=position,
            previous=position - 1,
            epoch=self._epochs[source],
            time=self._now,
            subject=str(about),
            data=fact,
            actor="tdkt",
            correlation=trace,
            traceparent=f"00-{trace}-{self._chance.getrandbits(64):016x}-01",
        )
