"""Events of scorecards into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.scorecard import Scorecard
from shared.contracts import Fact
from shared.contracts import covenant as facts

ScorecardEvent: TypeAlias = (
    Scorecard.Created | Scorecard.ScoreRecorded | Scorecard.Submitted | Scorecard.Returned
)


def scorecard_fact(event: ScorecardEvent) -> Fact:
    match event:
        case Scorecard.Created():
            return facts.ScorecardOpened(
                scorecard_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                frame_id=event.frame_id,
                year=event.year,
                opened_on=event.opened_on,
            )
        case Scorecard.ScoreRecorded():
            return facts.ScoreRecorded(
                scorecard_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                year=event.year,
                layer=event.layer,
                criterion=event.criterion,
                value=event.value,
                recorded_on=event.recorded_on,
                by_unit_id=event.by_unit_id,
                previous=event.previous,
                reason=event.reason,
                part=event.part,
            )
        case Scorecard.Submitted():
            return facts.ScorecardSubmitted(
                scorecard_id=event.originator_id,
                unit_id=event.unit_id,
                layer=event.layer,
                submitted_on=event.submitted_on,
                by_unit_id=event.by_unit_id,
            )
        case Scorecard.Returned():
            return facts.ScorecardReturned(
                scorecard_id=event.originator_id,
                unit_id=event.unit_id,
                reason=event.reason,
                returned_on=event.returned_on,
            )
    assert_never(event)
