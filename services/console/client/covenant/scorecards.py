"""Scorecards as `covenant` answers them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from services.console.client.transport import Transport
from shared.contracts.covenant import Layer

SheetState = Literal["open", "submitted", "returned"]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A value somebody gave, and the fact that says so."""

    value: Decimal
    recorded_on: date
    recorded_at: datetime
    actor: str
    fact_id: str
    reason: str | None = None


class CriterionScores(msgspec.Struct, frozen=True, kw_only=True):
    """All values of one criterion in one sheet, the one that stands last."""

    criterion: str
    values: tuple[Value, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a sheet and their sum."""

    base: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What one scorer gave in one layer."""

    layer: Layer
    by_unit_id: UUID | None = None
    state: SheetState = "open"
    submitted_on: date | None = None
    scores: tuple[CriterionScores, ...] = ()
    totals: Totals = Totals()


class CriterionAverage(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of the cross-checks of one criterion."""

    criterion: str
    average: Decimal


class CrossAverage(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of the cross-checks that were submitted."""

    sheets: int
    total: Decimal
    criteria: tuple[CriterionAverage, ...]


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Why and when a self-score was given back."""

    reason: str
    returned_on: date
    fact_id: str


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's scorecard with every value of every layer."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int
    sheets: tuple[Sheet, ...] = ()
    returns: tuple[Return, ...] = ()
    cross_average: CrossAverage | None = None
    total: Decimal | None = None
    total_layer: Layer | None = None


class ScorecardQuestions:
    """What the API says about scorecards."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def scorecards(self, bloc_id: UUID, year: int) -> tuple[Scorecard, ...]:
        return await self.transport.read_all(
            "/scorecards", Scorecard, bloc_id=bloc_id, year=year
        )
