"""When a person worked where, and when they were away for long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.bloc.domain.person_refusals import (
    AbsenceTooEarly,
    LeavesOverlap,
    PersonAlreadyLeft,
    PersonAlreadyOnLeave,
)

# No kind says that somebody is ill: that would be health data in a log that never forgets.
LeaveKind = Literal["maternity", "study", "unpaid", "other"]


@dataclass(frozen=True)
class Leave:
    """A time on long leave; `until` is the first day it was over, none while it lasts."""

    kind: LeaveKind
    since: date
    until: date | None = None

    def overlaps(self, since: date, until: date | None) -> bool:
        ends_before = until is not None and until <= self.since
        begins_behind = self.until is not None and since >= self.until
        return not (ends_before or begins_behind)


@dataclass(frozen=True)
class Post:
    """The unit where a person works from a day on; none from the day they left."""

    unit_id: UUID | None
    since: date


def require_apart(
    person_id: UUID, leaves: Iterable[Leave], since: date, until: date | None
) -> None:
    """Two leaves of one person share no day. Raises `PersonAlreadyOnLeave`, `LeavesOverlap`."""
    other = next((each for each in leaves if each.overlaps(since, until)), None)
    if other is None:
        return
    named = {"person": person_id, "leave_kind": other.kind, "since": other.since}
    if other.until is None:
        raise PersonAlreadyOnLeave(
            f"{person_id} is on leave ({other.kind}) since {other.since}; end that leave first,"
            " or say until when the other one lasted if it was over by then",
            **named,
        )
    raise LeavesOverlap(
        f"{person_id} was on leave ({other.kind}) from {other.since} until {other.until};"
        " correct the days so that the two leaves share none",
        **named,
        until=other.until,
    )


def unit_through(
    person_id: UUID, posts: Sequence[Post], since: date, until: date | None
) -> UUID:
    """The unit of a person on a day, who stays at work here until another day or for good.

    Raises `AbsenceTooEarly` before they were enrolled, `PersonAlreadyLeft` after they left.
    """
    at = max((n for n, each in enumerate(posts) if each.since <= since), default=None)
    if at is None:
        first = posts[0].since
        raise AbsenceTooEarly(
            f"{person_id} is enrolled since {first}; correct the date",
            person=person_id,
            since=first,
        )
    end = next((each.since for each in posts[at:] if each.unit_id is None), None)
    unit_id = posts[at].unit_id
    if unit_id is None or (end is not None and (until is None or until > end)):
        raise PersonAlreadyLeft(
            f"{person_id} left on {end}; a leave that is recorded later was over by that day",
            person=person_id,
            left_on=end,
        )
    return unit_id


def unit_by(posts: Sequence[Post], day: date) -> UUID:
    """The last unit in which a person worked by a day; they were enrolled by then."""
    found = [each.unit_id for each in posts if each.since <= day and each.unit_id is not None]
    return found[-1]
