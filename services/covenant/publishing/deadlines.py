"""Deadlines into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.deadline import Deadline
from shared.contracts import Fact
from shared.contracts import covenant as facts

DeadlineEvent: TypeAlias = Deadline.Created | Deadline.Moved


def deadline_fact(event: DeadlineEvent) -> Fact:
    match event:
        case Deadline.Created():
            return facts.ScoringDeadlineSet(
                deadline_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                layer=event.layer,
                last_day=event.last_day,
                set_on=event.set_on,
            )
        case Deadline.Moved():
            return facts.ScoringDeadlineMoved(
                deadline_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                layer=event.layer,
                last_day=event.last_day,
                previous=event.previous,
                reason=event.reason,
                moved_on=event.moved_on,
            )
    assert_never(event)
