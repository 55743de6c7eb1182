"""Events of scorecards into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

import msgspec

from services.covenant.domain.scorecard import Scorecard
from shared.contracts import Fact
from shared.contracts import covenant as facts

ScorecardEvent: TypeAlias = (
    Scorecard.Created
    | Scorecard.ScoreRecorded
    | Scorecard.Submitted
    | Scorecard.Returned
    | Scorecard.ConsolidationReturned
)


def scorecard_fact(event: ScorecardEvent) -> Fact:
    match event:
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
                measured=event.measured,
                applies=event.applies,
            )
        case Scorecard.Created():
            return facts.ScorecardOpened(
                scorecard_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                frame_id=event.frame_id,
                year=event.year,
                opened_on=event.opened_on,
                criteria=msgspec.convert(
                    event.criteria, tuple[facts.ScoredCriterion, ...], from_attributes=True
                ),
                rules=msgspec.convert(event.rules, facts.TotalRules, from_attributes=True),
                base_maximum=event.base_maximum,
                conditions=msgspec.convert(
                    event.conditions, tuple[facts.Condition, ...], from_attributes=True
                ),
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
        case Scorecard.ConsolidationReturned():
            return facts.ConsolidationReturned(
                scorecard_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                year=event.year,
                reason=event.reason,
                returned_on=event.returned_on,
            )
    assert_never(event)
