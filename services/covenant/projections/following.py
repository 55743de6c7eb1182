"""The documents and folds of following a year: progress reports, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal
from uuid import UUID

if TYPE_CHECKING:
    from shared.contracts import Envelope
    from shared.contracts import covenant as facts

Course = Literal["done", "on_course", "behind"]


@dataclass(frozen=True, kw_only=True)
class ProgressLineView:
    """One article of a report."""

    article: int
    course: Course
    text: str


@dataclass(frozen=True, kw_only=True)
class ProgressView:
    """What a unit reported last until a day; `fact_id` is the fact that says it."""

    report_id: UUID
    covenant_id: UUID
    unit_id: UUID
    until: date
    lines: tuple[ProgressLineView, ...]
    account: str
    reported_on: date
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """Whom somebody reminded of what, and when."""

    reminder_id: UUID
    bloc_id: UUID
    year: int
    matter: Literal["signature", "appendix", "progress", "self_score", "cross_score"]
    unit_ids: tuple[UUID, ...]
    due: date | None
    sent_on: date
    account: str


def reported(
    fact: facts.ProgressReported | facts.ProgressReportedAgain, envelope: Envelope
) -> ProgressView:
    """The report as the fact tells it; one that is made again says all of it anew."""
    return ProgressView(
        report_id=fact.report_id,
        covenant_id=fact.covenant_id,
        unit_id=fact.unit_id,
        until=fact.until,
        lines=tuple(
            ProgressLineView(article=one.article, course=one.course, text=one.text)
            for one in fact.lines
        ),
        account=fact.account,
        reported_on=fact.reported_on,
        fact_id=envelope.id,
    )


def reminded(fact: facts.UnitsReminded, envelope: Envelope) -> ReminderView:
    return ReminderView(
        reminder_id=fact.reminder_id,
        bloc_id=fact.bloc_id,
        year=fact.year,
        matter=fact.matter,
        unit_ids=fact.unit_ids,
        due=fact.due,
        sent_on=fact.sent_on,
        account=envelope.actor,
    )
