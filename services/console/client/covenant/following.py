"""Progress reports and reminders, as `covenant` answers them, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.transport import Transport
from shared.contracts.covenant import ProgressLine


class ProgressReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit reported last until a day."""

    report_id: UUID
    unit_id: UUID
    until: date
    lines: tuple[ProgressLine, ...]
    account: str
    reported_on: date
    fact_id: str


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    """Whom somebody reminded of what, and when."""

    matter: str
    unit_ids: tuple[UUID, ...]
    sent_on: date
    account: str
    due: date | None = None


class FollowingQuestions:
    """What the API says about progress and reminders."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def progress_reports(
        self, covenant_id: UUID, after: Sequence[str] = ()
    ) -> tuple[ProgressReport, ...]:
        return await self.transport.read(
            "/progress-reports",
            tuple[ProgressReport, ...],
            after=after,
            covenant_id=covenant_id,
        )

    async def reminders(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Reminded, ...]:
        return await self.transport.read(
            "/reminders", tuple[Reminded, ...], after=after, bloc_id=bloc_id, year=year
        )

    async def report_progress(self, form: Mapping[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/progress-reports", form, key=key)

    async def remind(self, form: Mapping[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/reminders", form, key=key)
