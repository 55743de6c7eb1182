"""The facts of following a year: progress reported half-way, units reminded."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact


class ProgressLine(msgspec.Struct, frozen=True):
    """How a unit stands with one article of the covenant; who is behind says why."""

    article: int
    course: Literal["done", "on_course", "behind"]
    text: str = ""


class ProgressReported(Fact, frozen=True, kw_only=True):
    """What a unit reports of a covenant until a day, for the first time."""

    report_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    year: int
    unit_id: UUID
    until: date
    lines: tuple[ProgressLine, ...]
    account: str
    reported_on: date


class ProgressReportedAgain(Fact, frozen=True, kw_only=True):
    """A unit reports otherwise until that day: this takes the place of what it reported."""

    report_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    year: int
    unit_id: UUID
    until: date
    lines: tuple[ProgressLine, ...]
    account: str
    reported_on: date


class UnitsReminded(Fact, frozen=True, kw_only=True):
    """Units are reminded of what they are late with; `due` is its last day, if one is set."""

    reminder_id: UUID
    bloc_id: UUID
    year: int
    matter: Literal["signature", "appendix", "progress", "self_score", "cross_score"]
    unit_ids: tuple[UUID, ...]
    due: date | None
    sent_on: date
