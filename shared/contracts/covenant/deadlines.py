"""The facts of deadlines."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.contracts.covenant.scorecards import Layer
from shared.contracts.envelope import Fact


class ScoringDeadlineSet(Fact, frozen=True, kw_only=True):
    """The last day on which a layer of a bloc's year is scored, in Vietnam's calendar."""

    deadline_id: UUID
    bloc_id: UUID
    year: int
    layer: Layer
    last_day: date
    set_on: date


class ScoringDeadlineMoved(Fact, frozen=True, kw_only=True):
    """Another last day than the `previous`, with a reason."""

    deadline_id: UUID
    bloc_id: UUID
    year: int
    layer: Layer
    last_day: date
    previous: date
    reason: str
    moved_on: date
