"""A unit's scorecard of a year: four layers of scores, each value with what it followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain import scorecard_events as events
from services.covenant.domain.conversation import Conversation
from services.covenant.domain.criteria import Condition, TotalRules
from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Decision,
    Dialogue,
    Evidence,
    Judgement,
    Remark,
    Withdrawal,
)
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.frame_refusals import FrameNotForUnit
from services.covenant.domain.scorecard_refusals import FrameOfOtherBloc
from services.covenant.domain.sheet import (
    Layer,
    Score,
    ScoredCriterion,
    SheetKey,
    Value,
    criteria_of,
)
from services.covenant.domain.sheets import CONSOLIDATED, Sheets
from services.covenant.domain.standing import Standing
from services.covenant.domain.totals import Summing
from services.covenant.domain.turns import check_evidence, check_return

SCORECARDS: Final = UUID("8d0b6f0a-2c55-5b43-8a1b-0f6f5f3f7c92")


class Scorecard(Standing, Conversation, Aggregate):
    TOPIC = "scorecard"

    Created: TypeAlias = events.Opened
    ScoreRecorded: TypeAlias = events.ScoreRecorded
    Submitted: TypeAlias = events.Submitted
    Returned: TypeAlias = events.Returned
    ConsolidationReturned: TypeAlias = events.ConsolidationReturned
    EvidenceAttached: TypeAlias = events.EvidenceAttached
    EvidenceWithdrawn: TypeAlias = events.EvidenceWithdrawn
    Remarked: TypeAlias = events.Remarked
    ConflictDeclared: TypeAlias = events.ConflictDeclared
    ConditionJudged: TypeAlias = events.ConditionJudged
    Appealed: TypeAlias = events.Appealed
    AppealDecided: TypeAlias = events.AppealDecided

    @staticmethod
    def id_of(bloc_id: UUID, unit_id: UUID, year: int) -> UUID:
        """The one id a unit's scorecard of a bloc's year can have, so that it has only one."""
        return uuid5(SCORECARDS, f"{bloc_id}/{unit_id}/{year}")

    # Commands decide. They may refuse.

    @classmethod
    def open(
        cls, frame: ScoringFrame, *, bloc_id: UUID, unit_id: UUID, year: int, opened_on: date
    ) -> Scorecard:
        """Open a unit's scorecard against the frame of its bloc's year that is meant for it."""
        if (frame.bloc_id, frame.year) != (bloc_id, year):
            raise FrameOfOtherBloc(frame.id, frame.bloc_id, frame.year)
        frame.check_current()
        text = frame.text
        if text.unit_ids and unit_id not in text.unit_ids:
            raise FrameNotForUnit(frame.id, unit_id)
        return cls._create(
            cls.Created,
            id=cls.id_of(bloc_id, unit_id, year),
            bloc_id=bloc_id,
            unit_id=unit_id,
            frame_id=frame.id,
            year=year,
            criteria=criteria_of(text),
            opened_on=opened_on,
            base_maximum=text.base_maximum,
            rules=text.rules,
            conditions=text.conditions,
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
        self.dialogue.check_impartial(key.by_unit_id)
        self.sheets.check_open(key)
        for score, value in self.sheets.all_settled(key, scores):
            self._give(key, score, value, recorded_on)

    def _give(self, key: SheetKey, score: Score, value: Decimal, recorded_on: date) -> None:
        new = Value(value, recorded_on, score.said, score.measured, score.applies)
        standing = self.sheets.at(key).latest(score.criterion)
        if standing is not None and new.repeats(standing):
            return
        self._tell(
            self.ScoreRecorded,
            layer=key.layer,
            criterion=score.criterion,
            part=self.sheets.criterion(score.criterion).part,
            value=value,
            recorded_on=recorded_on,
            by_unit_id=key.by_unit_id,
            previous=standing.value if standing else None,
            reason=score.said,
            measured=score.measured,
            applies=score.applies,
        )

    def submit(
        self, layer: Layer, *, by_unit_id: UUID | None = None, submitted_on: date
    ) -> None:
        """Close a layer in which all is scored, with evidence where it is due."""
        key = SheetKey.of(layer, by_unit_id, self.unit_id)
        self.dialogue.check_impartial(key.by_unit_id)
        self.sheets.check_open(key)
        self.sheets.check_complete(key)
        if layer == "self":
            check_evidence(self.sheets, self.dialogue)
        self.trigger_event(
            self.Submitted,
            unit_id=self.unit_id,
            layer=layer,
            submitted_on=submitted_on,
            by_unit_id=key.by_unit_id,
        )

    def give_back(self, reason: str, returned_on: date) -> None:
        """Return the self-score to its unit. A consolidation built on it is open again too."""
        check_return(self.sheets, reason)
        about = {"unit_id": self.unit_id, "reason": reason.strip()}
        self.trigger_event(self.Returned, **about, returned_on=returned_on)

    def decide_appeal(self, score: Score, decided_on: date) -> None:
        """Decide an appeal with the value that stands from now on, and the reason for it."""
        self.dialogue.check_decision(score.criterion, score.reason or "")
        key = SheetKey("appraised", None)
        value = self.sheets.settled(key, score)
        standing = self.sheets.at(key).latest(score.criterion)
        upheld = standing is None or standing.value != value
        if upheld:
            self._give(key, score, value, decided_on)
        decision = Decision(score.criterion, upheld, score.said or "", decided_on)
        self._tell(self.AppealDecided, decision=decision)

    def _tell(self, kind: type[Aggregate.Event], **values: object) -> None:
        about = {"bloc_id": self.bloc_id, "unit_id": self.unit_id, "year": self.year}
        self.trigger_event(kind, **about, **values)

    # Events happened. Applying one never refuses. Fields not named are for its readers.

    @event(Created)
    def __init__(
        self,
        *,
        bloc_id: UUID,
        unit_id: UUID,
        frame_id: UUID,
        year: int,
        criteria: tuple[ScoredCriterion, ...],
        base_maximum: Decimal,
        rules: TotalRules,
        conditions: tuple[Condition, ...],
    ) -> None:
        self.bloc_id = bloc_id
        self.unit_id = unit_id
        self.frame_id = frame_id
        self.year = year
        self.sheets = Sheets(unit_id, criteria, rules)
        self.summing = Summing(criteria, rules, base_maximum)
        self.dialogue = Dialogue(conditions)

    @event(ScoreRecorded)
    def _score_recorded(
        self,
        *,
        layer: Layer,
        criterion: str,
        value: Decimal,
        recorded_on: date,
        by_unit_id: UUID | None,
        reason: str | None,
        measured: Decimal | None,
        applies: bool,
    ) -> None:
        given = Value(value, recorded_on, reason, measured, applies)
        self.sheets.append(SheetKey(layer, by_unit_id), criterion, given)

    @event(Submitted)
    def _submitted(self, *, layer: Layer, by_unit_id: UUID | None) -> None:
        self.sheets.close(SheetKey(layer, by_unit_id))

    @event(Returned)
    def _returned(self, *, unit_id: UUID) -> None:
        self.sheets.reopen(SheetKey("self", unit_id))
        self.sheets.reopen(CONSOLIDATED)

    @event(ConsolidationReturned)
    def _consolidation_returned(self) -> None:
        self.sheets.reopen(CONSOLIDATED)

    @event(EvidenceAttached)
    def _evidence_attached(self, *, evidence: Evidence) -> None:
        self.dialogue.evidence[evidence.criterion, evidence.digest] = evidence

    @event(EvidenceWithdrawn)
    def _evidence_withdrawn(self, *, withdrawal: Withdrawal) -> None:
        del self.dialogue.evidence[withdrawal.criterion, withdrawal.digest]

    @event(Remarked)
    def _remarked(self, *, remark: Remark) -> None:
        self.dialogue.remarks.append(remark)

    @event(ConflictDeclared)
    def _conflict_declared(self, *, conflict: Conflict) -> None:
        self.dialogue.conflicts[conflict.by_unit_id] = conflict

    @event(ConditionJudged)
    def _condition_judged(self, *, judgement: Judgement) -> None:
        self.dialogue.judge(judgement)

    @event(Appealed)
    def _appealed(self, *, appeal: Appeal) -> None:
        self.dialogue.open_appeals[appeal.criterion] = appeal

    @event(AppealDecided)
    def _appeal_decided(self, *, decision: Decision) -> None:
        del self.dialogue.open_appeals[decision.criterion]
