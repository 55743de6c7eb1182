"""The use cases of scorecards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_refusals import (
    CrossCheckByOutsider,
    ScorecardAlreadyOpened,
)
from services.covenant.domain.sheet import Layer, Score
from shared.eventstore import EventSourcedApplication


class ScorecardUseCases(EventSourcedApplication):
    """Opens scorecards, and takes the values of each layer."""

    async def scorecard(self, scorecard_id: UUID) -> Scorecard:
        """The scorecard as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(Scorecard, scorecard_id))

    def open_scorecard(
        self, frame_id: UUID, *, bloc_id: UUID, unit_id: UUID, year: int, opened_on: date
    ) -> None:
        scorecard_id = Scorecard.id_of(bloc_id, unit_id, year)
        if self.exists(scorecard_id):
            raise ScorecardAlreadyOpened(scorecard_id, unit_id, year)
        frame = self.load(ScoringFrame, frame_id)
        self.save(
            Scorecard.open(
                frame, bloc_id=bloc_id, unit_id=unit_id, year=year, opened_on=opened_on
            )
        )

    def record_scores(
        self,
        scorecard_id: UUID,
        layer: Layer,
        scores: Sequence[Score],
        by_unit_id: UUID | None,
        recorded_on: date,
    ) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        if layer == "cross" and by_unit_id is not None:
            self._check_scored_together(scorecard, by_unit_id)
        scorecard.record(layer, scores, by_unit_id=by_unit_id, recorded_on=recorded_on)
        self.save(scorecard)

    def submit_scores(
        self, scorecard_id: UUID, layer: Layer, by_unit_id: UUID | None, submitted_on: date
    ) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        scorecard.submit(layer, by_unit_id=by_unit_id, submitted_on=submitted_on)
        self.save(scorecard)

    def return_scorecard(self, scorecard_id: UUID, reason: str, returned_on: date) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        scorecard.give_back(reason, returned_on)
        self.save(scorecard)

    def _check_scored_together(self, scorecard: Scorecard, by_unit_id: UUID) -> None:
        own = Scorecard.id_of(scorecard.bloc_id, by_unit_id, scorecard.year)
        if not self.exists(own):
            raise CrossCheckByOutsider(by_unit_id)
