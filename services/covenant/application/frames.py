"""The use cases of scoring frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.covenant.domain.criteria import FrameText
from services.covenant.domain.frame import ScoringFrame
from shared.eventstore import EventSourcedApplication


class FrameUseCases(EventSourcedApplication):
    """Adopts the frames a bloc scores by."""

    def adopt_frame(
        self,
        frame_id: UUID,
        text: FrameText,
        *,
        bloc_id: UUID,
        year: int,
        adopted_on: date,
        supersedes: UUID | None = None,
    ) -> None:
        replaced = None if supersedes is None else self.load(ScoringFrame, supersedes)
        frame = ScoringFrame.adopt(
            frame_id,
            text,
            bloc_id=bloc_id,
            year=year,
            adopted_on=adopted_on,
            replaces=replaced,
        )
        self.save(frame, *([] if replaced is None else [replaced]))

    def copy_frame(
        self,
        frame_id: UUID,
        source_id: UUID,
        *,
        bloc_id: UUID,
        year: int,
        name: str | None,
        adopted_on: date,
    ) -> None:
        """Take over a frame of another year. Which units it is for is said anew: for all."""
        source = self.load(ScoringFrame, source_id)
        text = replace(source.text, name=name or source.text.name, unit_ids=())
        self.save(
            ScoringFrame.adopt(
                frame_id,
                text,
                bloc_id=bloc_id,
                year=year,
                adopted_on=adopted_on,
                copied_from=source_id,
            )
        )
