"""Scoring frames into published facts."""

from __future__ import annotations

from services.covenant.domain import frame as frames
from services.covenant.domain.frame import ScoringFrame
from shared.contracts import covenant as facts


def frame_fact(event: ScoringFrame.Created) -> facts.FrameAdopted:
    return facts.FrameAdopted(
        frame_id=event.originator_id,
        bloc_id=event.bloc_id,
        year=event.year,
        name=event.name,
        base_maximum=event.base_maximum,
        bonus_maximum=event.bonus_maximum,
        groups=tuple(
            facts.Group(
                code=group.code,
                name=group.name,
                maximum=group.maximum,
                criteria=_criteria(group.criteria),
            )
            for group in event.groups
        ),
        bonus=_criteria(event.bonus),
        penalty=_criteria(event.penalty),
        adopted_on=event.adopted_on,
        basis=event.basis,
    )


def _criteria(criteria: tuple[frames.Criterion, ...]) -> tuple[facts.Criterion, ...]:
    return tuple(
        facts.Criterion(code=one.code, name=one.name, maximum=one.maximum) for one in criteria
    )
