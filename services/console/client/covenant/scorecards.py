"""Scorecards as `covenant` answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.covenant.dialogue import (
    AppealLine,
    ConflictLine,
    EvidenceLine,
    HeldCondition,
    RemarkLine,
)
from services.console.client.transport import Transport
from shared.contracts.covenant import Layer, Part

SheetState = Literal["open", "submitted", "returned"]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A value somebody gave, and the fact that says so."""

    value: Decimal
    recorded_on: date
    recorded_at: datetime
    actor: str
    fact_id: str
    reason: str | None = None
    measured: Decimal | None = None
    applies: bool = True


class CriterionScores(msgspec.Struct, frozen=True, kw_only=True):
    """All values of one criterion in one sheet, the one that stands last."""

    criterion: str
    part: Part = "base"
    values: tuple[Value, ...]


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """Points that the frame's rules add or take."""

    cause: Literal["not_applicable", "bonus_cut", "ceiling", "floor"]
    points: Decimal
    condition: str | None = None


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a sheet and their sum."""

    base: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    adjustments: tuple[Adjustment, ...] = ()


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
    """The means of the cross-checks that were submitted, and their sum."""

    sheets: int
    total: Decimal
    criteria: tuple[CriterionAverage, ...]
    adjustments: tuple[Adjustment, ...] = ()


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Why and when a layer was given back."""

    reason: str
    returned_on: date
    fact_id: str
    layer: Layer = "self"


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
    version: int = 1
    held: tuple[HeldCondition, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    remarks: tuple[RemarkLine, ...] = ()
    conflicts: tuple[ConflictLine, ...] = ()
    appeals: tuple[AppealLine, ...] = ()
    withheld: int = 0


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file by its digest, and what it was called."""

    digest: str
    name: str | None = None


class ScorecardQuestions:
    """What the API says about scorecards."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def scorecards(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Scorecard, ...]:
        return await self.transport.read_all(
            "/scorecards", Scorecard, bloc_id=bloc_id, year=year, after=after
        )

    async def scorecard(self, scorecard_id: UUID, after: Sequence[str] = ()) -> Scorecard:
        return await self.transport.read(f"/scorecards/{scorecard_id}", Scorecard, after=after)

    async def open_scorecard(self, form: dict[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/scorecards", form, key=key)

    async def on_scorecard(
        self, scorecard_id: UUID, what: str, form: dict[str, Any], key: str
    ) -> Written:
        """Tell a scorecard something: `scores`, `submissions`, `returns` and so on."""
        return await self.transport.write(
            "POST", f"/scorecards/{scorecard_id}/{what}", form, key=key
        )

    async def file_names(self, scorecard_id: UUID) -> dict[str, str]:
        """What the files of a scorecard were called, by their digest."""
        found = await self.transport.read(
            f"/scorecards/{scorecard_id}/evidence", tuple[AttachedFile, ...]
        )
        return {one.digest: one.name for one in found if one.name is not None}

    async def attach(
        self, scorecard_id: UUID, criterion: str, name: str, content: bytes
    ) -> Written:
        path = f"/scorecards/{scorecard_id}/evidence"
        return await self.transport.send_file(path, content, criterion=criterion, name=name)

    async def file(self, scorecard_id: UUID, digest: str) -> tuple[bytes, dict[str, str]]:
        return await self.transport.fetch(f"/scorecards/{scorecard_id}/evidence/{digest}")
