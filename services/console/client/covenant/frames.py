"""Frames as `covenant` answers them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec

from services.console.client.transport import Transport
from shared.contracts.covenant import Criterion, Group


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A scoring frame as it was adopted."""

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...] = ()
    penalty: tuple[Criterion, ...] = ()


class FrameQuestions:
    """What the API says about frames."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def frame(self, frame_id: UUID) -> Frame:
        return await self.transport.read(f"/frames/{frame_id}", Frame)
