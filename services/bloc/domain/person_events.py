"""What can happen to a person at work."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.bloc.domain.absences import LeaveKind
from services.bloc.domain.card import CardField

Gender = Literal["female", "male"]
# Law 91/2025/QH15, article 14(1), points a to e. No free text: it could name the person again.
ErasureReason = Literal[
    "requested", "purpose_fulfilled", "retention_ended", "ordered", "agreed", "other_law"
]


class Enrolled(Aggregate.Created):
    TOPIC = "person.enrolled"
    unit_id: UUID
    gender: Gender
    on: date


class Transferred(Aggregate.Event):
    TOPIC = "person.transferred"
    from_unit_id: UUID
    to_unit_id: UUID
    on: date


class Seconded(Aggregate.Event):
    TOPIC = "person.seconded"
    unit_id: UUID
    to_unit_id: UUID | None
    host: str | None
    on: date


class SecondmentEnded(Aggregate.Event):
    TOPIC = "person.secondment_ended"
    unit_id: UUID
    on: date


class LeaveBegan(Aggregate.Event):
    TOPIC = "person.leave_began"
    unit_id: UUID
    kind: LeaveKind
    on: date


class LeaveEnded(Aggregate.Event):
    TOPIC = "person.leave_ended"
    unit_id: UUID
    on: date


class Left(Aggregate.Event):
    TOPIC = "person.left"
    unit_id: UUID
    on: date
    reason: str


class Returned(Aggregate.Event):
    TOPIC = "person.returned"
    unit_id: UUID
    gender: Gender
    on: date


class CardCorrected(Aggregate.Event):
    TOPIC = "person.card_corrected"
    fields: tuple[CardField, ...]


class Erased(Aggregate.Event):
    TOPIC = "person.erased"
    on: date
    reason: ErasureReason
