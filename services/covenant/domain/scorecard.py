"""A unit's scorecard of a year: four layers of scores, each value with what it followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.frame import Part, ScoringFrame
from services.covenant.domain.scorecard_refusals import (
    FrameOfOtherBloc,
    ReturnWithoutReason,
    ScorecardFinished,
    ScorecardNotSubmitted,
    ScoreGivenTwice,
)
from services.covenant.domain.sheet import (
    Layer,
    Score,
    ScoredCriterion,
    Sheet,
    SheetKey,
    Totals,
    Value,
    criteria_of,
)
from services.covenant.domain.sheets import Sheets

SCORECARDS: Final = UUID("8d0b6f0a-2c55-5b43-8a1b-0f6f5f3f7c92")
HIGHEST_FIRST: Final[tuple[Layer, ...]] = ("appraised", "consolidated", "self")


class Scorecard(Aggregate):
    TOPIC = "scorecard"

    class Created(Aggregate.Created):
        TOPIC = "scorecard.opened"
        bloc_id: UUID
        unit_id: UUID
        frame_id: UUID
        year: int
        criteria: tuple[ScoredCriterion, ...]
        opened_on: date

    class ScoreRecorded(Aggregate.Event):
        TOPIC = "scorecard.score_recorded"
        bloc_id: UUID
        unit_id: UUID
        year: int
        layer: Layer
        criterion: str
        part: Part
        value: Decimal
        recorded_on: date
        by_unit_id: UUID | None
        previous: Decimal | None
        reason: str | None

    class Submitted(Aggregate.Event):
        TOPIC = "scorecard.submitted"
        unit_id: UUID
        layer: Layer
        submitted_on: date
        by_unit_id: UUID | None

    class Returned(Aggregate.Event):
        TOPIC = "scorecard.returned"
        unit_id: UUID
        reason: str
        returned_on: date

    @staticmethod
    def id_of(bloc_id: UUID, unit_id: UUID, year: int) -> UUID:
        """The one id a unit's scorecard of a bloc's year can have, so that it has only one."""
        return uuid5(SCORECARDS, f"{bloc_id}/{unit_id}/{year}")

    # Commands decide. They may refuse.

    @classmethod
    def open(
        cls, frame: ScoringFrame, *, bloc_id: UUID, unit_id: UUID, year: int, opened_on: date
    ) -> Scorecard:
        """Open a unit's scorecard against the frame of its bloc's year."""
        if (frame.bloc_id, frame.year) != (bloc_id, year):
            raise FrameOfOtherBloc(frame.id, frame.bloc_id, frame.year)
        return cls._create(
            cls.Created,
            id=cls.id_of(bloc_id, unit_id, year),
            bloc_id=bloc_id,
            unit_id=unit_id,
            frame_id=frame.id,
            year=year,
            criteria=criteria_of(frame),
            opened_on=opened_on,
        )

    def record(
        self,
        layer: Layer,
        scores: Sequence[Score],
        *,
        by_unit_id: UUID | None = None,
        recorded_on: date,
    ) -> None:
        """Give values in a layer: all of them, or none when one is refused.

        A value equal to the one that stands, with nothing new to say about it, leaves no event.
        """
        key = SheetKey.of(layer, by_unit_id, self.unit_id)
        self.sheets.check_open(key)
        seen: set[str] = set()
        for score in scores:
            if score.criterion in seen:
                raise ScoreGivenTwice(score.criterion)
            seen.add(score.criterion)
            self.sheets.check_score(key, score)
        for score in scores:
            standing = self.sheets.at(key).latest(score.criterion)
            if standing is not None and score.repeats(standing):
                continue
            self._score_recorded(
                bloc_id=self.bloc_id,
                unit_id=self.unit_id,
                year=self.year,
                layer=layer,
                criterion=score.criterion,
                part=self.sheets.criterion(score.criterion).part,
                value=score.value,
                recorded_on=recorded_on,
                by_unit_id=key.by_unit_id,
                previous=standing.value if standing else None,
                reason=score.said,
            )

    def submit(
        self, layer: Layer, *, by_unit_id: UUID | None = None, submitted_on: date
    ) -> None:
        """Close a layer in which every base criterion is scored."""
        key = SheetKey.of(layer, by_unit_id, self.unit_id)
        self.sheets.check_open(key)
        self.sheets.check_complete(key)
        self._submitted(
            unit_id=self.unit_id,
            layer=layer,
            submitted_on=submitted_on,
            by_unit_id=key.by_unit_id,
        )

    def give_back(self, reason: str, returned_on: date) -> None:
        """Return the self-score to its unit. A consolidation built on it is open again too."""
        if not reason.strip():
            raise ReturnWithoutReason
        if not self.is_submitted("self"):
            raise ScorecardNotSubmitted
        if self.is_submitted("appraised"):
            raise ScorecardFinished
        self._returned(unit_id=self.unit_id, reason=reason.strip(), returned_on=returned_on)

    def sheet(self, layer: Layer, by_unit_id: UUID | None = None) -> Sheet:
        """The sheet of a scorer in a layer; an empty one where nothing was scored."""
        return self.sheets.at(SheetKey.of(layer, by_unit_id, self.unit_id))

    def is_submitted(self, layer: Layer, by_unit_id: UUID | None = None) -> bool:
        return self.sheet(layer, by_unit_id).submitted

    def totals(self, layer: Layer, by_unit_id: UUID | None = None) -> Totals:
        """The sums of a sheet as it stands."""
        return self.sheet(layer, by_unit_id).totals(self.sheets.criteria)

    @property
    def total(self) -> Decimal | None:
        """The total of the highest layer that is complete, none while no layer is."""
        for layer in HIGHEST_FIRST:
            if self.is_submitted(layer):
                return self.totals(layer).total
        return None

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self, *, bloc_id: UUID, unit_id: UUID, year: int, criteria: tuple[ScoredCriterion, ...]
    ) -> None:
        self.bloc_id = bloc_id
        self.unit_id = unit_id
        self.year = year
        self.sheets = Sheets(unit_id, criteria)

    @event(ScoreRecorded)
    def _score_recorded(
        self,
        *,
        bloc_id: UUID,
        unit_id: UUID,
        year: int,
        layer: Layer,
        criterion: str,
        part: Part,
        value: Decimal,
        recorded_on: date,
        by_unit_id: UUID | None,
        previous: Decimal | None,
        reason: str | None,
    ) -> None:
        del bloc_id, unit_id, year, part, previous  # For readers of the event; known here.
        self.sheets.append(
            SheetKey(layer, by_unit_id), criterion, Value(value, recorded_on, reason)
        )

    @event(Submitted)
    def _submitted(
        self, *, unit_id: UUID, layer: Layer, submitted_on: date, by_unit_id: UUID | None
    ) -> None:
        del unit_id, submitted_on  # For readers of the event.
        self.sheets.close(SheetKey(layer, by_unit_id))

    @event(Returned)
    def _returned(self, *, unit_id: UUID, reason: str, returned_on: date) -> None:
        del reason, returned_on  # For readers of the event.
        self.sheets.reopen(SheetKey("self", unit_id))
        self.sheets.reopen(SheetKey("consolidated", None))
