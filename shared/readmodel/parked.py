"""What is told of parked facts and entities, and of what was decided about them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.contracts import Envelope


class EntityNotParked(Exception):
    """Nothing of this entity is parked; `thidua parked list` shows what is."""

    def __init__(self, reader: str, source: str, entity: str) -> None:
        super().__init__(f"{reader} has nothing of {source}'s {entity} parked")


class ParkedFact(msgspec.Struct, frozen=True):
    """One fact that waits. `reason` is none for one that only waits behind another."""

    source: str
    entity: str
    position: int
    sequence: int
    headers: dict[str, str]
    body: bytes
    reason: str | None
    recorded_at: datetime

    def envelope(self) -> Envelope:
        """The fact as today's code reads it."""
        return Envelope.receive(self.headers, self.body, sequence=self.sequence)


class ParkedEntity(msgspec.Struct, frozen=True):
    """An entity that stands still: why, since which fact, and how many wait."""

    source: str
    entity: str
    reason: str
    position: int
    count: int
    recorded_at: datetime


class Retried(msgspec.Struct, frozen=True):
    """Positions that took effect, positions that still wait, and why the first of them does."""

    applied: tuple[int, ...]
    left: tuple[int, ...]
    error: str | None


class Discarded(msgspec.Struct, frozen=True):
    """Positions that were given up, and positions that still wait."""

    discarded: tuple[int, ...]
    left: tuple[int, ...]


class ParkingDecision(msgspec.Struct, frozen=True):
    """What somebody decided about a parked entity, and what came of it."""

    source: str
    entity: str
    verb: str
    positions: tuple[int, ...]
    actor: str
    reason: str
    error: str | None
    decided_at: datetime
