"""What can happen to a bloc's meeting."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.covenant.domain.minutes import ScorePlace
from services.covenant.domain.voting import MeetingRules


class Called(Aggregate.Created):
    TOPIC = "meeting.called"
    class_version = 2
    bloc_id: UUID
    year: int
    unit_ids: tuple[UUID, ...]
    held_on: date
    begins_at: time
    place: str
    agenda: tuple[str, ...]
    rules: MeetingRules
    called_on: date
    reason: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """The first meetings were called by the head, who gives no reason."""
        state |= {"reason": ""}


class PresenceRecorded(Aggregate.Event):
    TOPIC = "meeting.presence_recorded"
    bloc_id: UUID
    unit_id: UUID
    account: str | None
    document_number: str


class PresenceWithdrawn(Aggregate.Event):
    TOPIC = "meeting.presence_withdrawn"
    bloc_id: UUID
    unit_id: UUID


class ChairTaken(Aggregate.Event):
    TOPIC = "meeting.chair_taken"
    bloc_id: UUID
    account: str
    is_head: bool
    reason: str
    taken_at: datetime


class Opened(Aggregate.Event):
    TOPIC = "meeting.opened"
    bloc_id: UUID
    present_unit_ids: tuple[UUID, ...]
    needed: int
    opened_at: datetime


class NextHeadProposed(Aggregate.Event):
    TOPIC = "meeting.next_head_proposed"
    bloc_id: UUID
    unit_id: UUID


class Closed(Aggregate.Event):
    TOPIC = "meeting.closed"
    class_version = 2
    bloc_id: UUID
    conclusion: str
    closed_at: datetime
    standing: tuple[ScorePlace, ...]
    digest: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """The first meetings ended without a standing, and their minutes had no digest."""
        state |= {"standing": [], "digest": ""}
