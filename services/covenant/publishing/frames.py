"""Scoring frames into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

import msgspec

from services.covenant.domain.frame import ScoringFrame
from shared.contracts import Fact
from shared.contracts import covenant as facts

FrameEvent: TypeAlias = ScoringFrame.Created | ScoringFrame.Superseded


def frame_fact(event: FrameEvent) -> Fact:
    match event:
        case ScoringFrame.Created():
            return facts.FrameAdopted(
                frame_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                name=event.name,
                base_maximum=event.base_maximum,
                bonus_maximum=event.bonus_maximum,
                # What is published of a line is what the line has, field by field.
                groups=msgspec.convert(
                    event.groups, tuple[facts.Group, ...], from_attributes=True
                ),
                bonus=msgspec.convert(
                    event.bonus, tuple[facts.Criterion, ...], from_attributes=True
                ),
                penalty=msgspec.convert(
                    event.penalty, tuple[facts.Criterion, ...], from_attributes=True
                ),
                adopted_on=event.adopted_on,
                basis=event.basis,
                rules=msgspec.convert(event.rules, facts.TotalRules, from_attributes=True),
                conditions=msgspec.convert(
                    event.conditions, tuple[facts.Condition, ...], from_attributes=True
                ),
                unit_ids=event.unit_ids,
                version=event.version,
                supersedes=event.supersedes,
                copied_from=event.copied_from,
                ranking=msgspec.convert(
                    event.ranking, facts.RankingRules, from_attributes=True
                ),
            )
        case ScoringFrame.Superseded():
            return facts.FrameSuperseded(
                frame_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                by_frame_id=event.by_frame_id,
                superseded_on=event.superseded_on,
            )
    assert_never(event)
