"""Frames and deadlines as `covenant` answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.transport import Transport
from shared.contracts.covenant import (
    Condition,
    Criterion,
    Group,
    Layer,
    RankingRules,
    TotalRules,
)


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A scoring frame as it was adopted; `superseded_by` is the version in its place."""

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...] = ()
    penalty: tuple[Criterion, ...] = ()
    basis: tuple[str, ...] = ()
    adopted_on: date | None = None
    rules: TotalRules = TotalRules()
    conditions: tuple[Condition, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    version: int = 1
    copied_from: UUID | None = None
    superseded_by: UUID | None = None
    ranking: RankingRules = RankingRules()


class DeadlineMove(msgspec.Struct, frozen=True, kw_only=True):
    """That a deadline was another one, and why it is no more."""

    previous: date
    reason: str
    moved_on: date
    fact_id: str


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The last day of a layer in a bloc's year."""

    layer: Layer
    last_day: date
    moves: tuple[DeadlineMove, ...] = ()


class FrameQuestions:
    """What the API says about frames and deadlines, and how they are set."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def frame(self, frame_id: UUID) -> Frame:
        return await self.transport.read(f"/frames/{frame_id}", Frame)

    async def frames(
        self, bloc_id: UUID | None, year: int | None, after: Sequence[str] = ()
    ) -> tuple[Frame, ...]:
        return await self.transport.read_all(
            "/frames", Frame, bloc_id=bloc_id, year=year, after=after
        )

    async def deadlines(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Deadline, ...]:
        return await self.transport.read(
            "/scoring-deadlines", tuple[Deadline, ...], bloc_id=bloc_id, year=year, after=after
        )

    async def adopt_frame(self, form: dict[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/frames", form, key=key)

    async def copy_frame(self, frame_id: UUID, form: dict[str, Any], key: str) -> Written:
        return await self.transport.write("POST", f"/frames/{frame_id}/copies", form, key=key)

    async def set_deadline(self, form: dict[str, Any], key: str) -> Written:
        return await self.transport.write("PUT", "/scoring-deadlines", form, key=key)
