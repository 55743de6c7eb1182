"""The use cases of scoring frames."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.covenant.domain.frame import Criterion, Group, ScoringFrame
from shared.eventstore import EventSourcedApplication


class FrameUseCases(EventSourcedApplication):
    """Adopts the frames a bloc scores by."""

    def adopt_frame(
        self,
        frame_id: UUID,
        *,
        bloc_id: UUID,
        year: int,
        name: str,
        base_maximum: Decimal,
        bonus_maximum: Decimal,
        groups: tuple[Group, ...],
        bonus: tuple[Criterion, ...],
        penalty: tuple[Criterion, ...],
        adopted_on: date,
        basis: tuple[str, ...],
    ) -> None:
        self.save(
            ScoringFrame.adopt(
                frame_id,
                bloc_id=bloc_id,
                year=year,
                name=name,
                base_maximum=base_maximum,
                bonus_maximum=bonus_maximum,
                groups=groups,
                bonus=bonus,
                penalty=penalty,
                adopted_on=adopted_on,
                basis=basis,
            )
        )
