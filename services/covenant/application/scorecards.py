"""The use cases of scorecards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.covenant.application.deadlines import DeadlineUseCases
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_refusals import (
    CrossCheckByOutsider,
    LayerClosedMeanwhile,
    ScorecardAlreadyOpened,
    ScoresChangedMeanwhile,
)
from services.covenant.domain.sheet import Layer, Score, SheetKey
from shared.eventstore.codec import EventCodec


class ScorecardUseCases(DeadlineUseCases):
    """Opens scorecards, and takes the values of each layer.

    `seen` is the version of the scorecard that the caller decided on: what somebody else
    changed in the same sheet since refuses the command and is named. Other sheets do not
    matter.
    """

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
        *,
        today: date,
        seen: int | None = None,
    ) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        if layer == "cross" and by_unit_id is not None:
            self._check_scored_together(scorecard, by_unit_id)
        key = SheetKey.of(layer, by_unit_id, scorecard.unit_id)
        self._check_unchanged(scorecard, key, scores, seen)
        self.check_in_time(scorecard, layer, today)
        scorecard.record(layer, scores, by_unit_id=by_unit_id, recorded_on=recorded_on)
        self.save(scorecard)

    def submit_scores(
        self,
        scorecard_id: UUID,
        layer: Layer,
        by_unit_id: UUID | None,
        submitted_on: date,
        *,
        today: date,
        seen: int | None = None,
    ) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        key = SheetKey.of(layer, by_unit_id, scorecard.unit_id)
        self._check_unchanged(scorecard, key, None, seen)
        self.check_in_time(scorecard, layer, today)
        scorecard.submit(layer, by_unit_id=by_unit_id, submitted_on=submitted_on)
        self.save(scorecard)

    def return_scorecard(self, scorecard_id: UUID, reason: str, returned_on: date) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        scorecard.give_back(reason, returned_on)
        self.save(scorecard)

    def return_consolidation(self, scorecard_id: UUID, reason: str, returned_on: date) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        scorecard.give_back_consolidation(reason, returned_on)
        self.save(scorecard)

    def _check_scored_together(self, scorecard: Scorecard, by_unit_id: UUID) -> None:
        own = Scorecard.id_of(scorecard.bloc_id, by_unit_id, scorecard.year)
        if not self.exists(own):
            raise CrossCheckByOutsider(by_unit_id)

    def _check_unchanged(
        self,
        scorecard: Scorecard,
        key: SheetKey,
        scores: Sequence[Score] | None,
        seen: int | None,
    ) -> None:
        """Refuse to decide on what is no longer so, naming who changed it.

        Without `scores` any value of the sheet counts: what is submitted must have been seen.
        """
        if seen is None or scorecard.version <= seen:
            return
        meant = None if scores is None else {one.criterion: one.value for one in scores}
        for stored in self.recorder.select_events(scorecard.id, gt=seen):
            event = self.mapper.to_domain_event(stored)
            actor = EventCodec.attribution_of(stored).actor
            if isinstance(event, Scorecard.Submitted | Scorecard.Returned):
                if self._closes(event, key):
                    raise LayerClosedMeanwhile(key.layer, actor)
                continue
            if not isinstance(event, Scorecard.ScoreRecorded):
                continue
            if (event.layer, event.by_unit_id) != (key.layer, key.by_unit_id):
                continue
            if meant is None or meant.get(event.criterion, event.value) != event.value:
                raise ScoresChangedMeanwhile(event.criterion, str(event.value), actor)

    @staticmethod
    def _closes(event: Scorecard.Submitted | Scorecard.Returned, key: SheetKey) -> bool:
        if isinstance(event, Scorecard.Submitted):
            return (event.layer, event.by_unit_id) == (key.layer, key.by_unit_id)
        return key.layer in {"self", "consolidated"}
