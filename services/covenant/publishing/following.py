"""Progress reports and reminders into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.progress import ProgressLine, ProgressReport
from services.covenant.domain.reminder import Reminder
from shared.contracts import Fact
from shared.contracts import covenant as facts

FollowingEvent: TypeAlias = ProgressReport.Created | ProgressReport.MadeAgain | Reminder.Created


def following_fact(event: FollowingEvent) -> Fact:
    match event:
        case ProgressReport.Created():
            return _report(facts.ProgressReported, event)
        case ProgressReport.MadeAgain():
            return _report(facts.ProgressReportedAgain, event)
        case Reminder.Created():
            return facts.UnitsReminded(
                reminder_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                matter=event.matter,
                unit_ids=event.unit_ids,
                due=event.due,
                sent_on=event.sent_on,
            )
    assert_never(event)


def _report(
    kind: type[facts.ProgressReported | facts.ProgressReportedAgain],
    event: ProgressReport.Created | ProgressReport.MadeAgain,
) -> Fact:
    return kind(
        report_id=event.originator_id,
        covenant_id=event.covenant_id,
        bloc_id=event.bloc_id,
        year=event.year,
        unit_id=event.unit_id,
        until=event.until,
        lines=_lines(event.lines),
        account=event.account,
        reported_on=event.reported_on,
    )


def _lines(lines: tuple[ProgressLine, ...]) -> tuple[facts.ProgressLine, ...]:
    return tuple(facts.ProgressLine(one.article, one.course, one.text) for one in lines)
