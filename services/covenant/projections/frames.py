"""The folds of frames and deadlines."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from services.covenant.projections.documents import DeadlineView, FrameView, MoveView
from shared.contracts import Envelope
from shared.contracts.covenant import (
    FrameAdopted,
    FrameSuperseded,
    ScoringDeadlineMoved,
    ScoringDeadlineSet,
)


def adopted(fact: FrameAdopted) -> FrameView:
    # What is kept of a frame is what is published of it, field by field.
    return msgspec.convert(fact, FrameView, from_attributes=True)


def superseded(frame: FrameView, fact: FrameSuperseded) -> FrameView:
    return replace(frame, superseded_by=fact.by_frame_id)


def deadline_set(fact: ScoringDeadlineSet) -> DeadlineView:
    return msgspec.convert(fact, DeadlineView, from_attributes=True)


def deadline_moved(
    deadline: DeadlineView, fact: ScoringDeadlineMoved, envelope: Envelope
) -> DeadlineView:
    move = MoveView(
        previous=fact.previous,
        reason=fact.reason,
        moved_on=fact.moved_on,
        actor=envelope.actor,
        fact_id=envelope.id,
    )
    return replace(deadline, last_day=fact.last_day, moves=(*deadline.moves, move))
