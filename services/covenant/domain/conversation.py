"""What may be said about a unit's scores: evidence, remarks, conflicts, conditions, appeals."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.covenant.domain import scorecard_events as events
from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Dialogue,
    Evidence,
    Judgement,
    Remark,
    Withdrawal,
)
from services.covenant.domain.sheet import SheetKey
from services.covenant.domain.sheets import Sheets
from services.covenant.domain.turns import (
    check_appeal,
    check_remark,
    check_return_of_consolidation,
    check_withdrawal,
)


class Conversation:
    """The commands of a scorecard that change no value."""

    unit_id: UUID
    sheets: Sheets
    dialogue: Dialogue
    ConsolidationReturned: type[events.ConsolidationReturned]
    EvidenceAttached: type[events.EvidenceAttached]
    EvidenceWithdrawn: type[events.EvidenceWithdrawn]
    Remarked: type[events.Remarked]
    ConflictDeclared: type[events.ConflictDeclared]
    ConditionJudged: type[events.ConditionJudged]
    Appealed: type[events.Appealed]

    def _tell(self, kind: type[Any], **values: object) -> None:
        """Let something happen to the scorecard, which the event names."""
        raise NotImplementedError

    def give_back_consolidation(self, reason: str, returned_on: date) -> None:
        """Return the bloc's scores to the bloc; the self-score stays as it is."""
        check_return_of_consolidation(self.sheets, reason)
        self._tell(self.ConsolidationReturned, reason=reason.strip(), returned_on=returned_on)

    def attach(self, evidence: Evidence) -> None:
        """Attach a file to a criterion."""
        self.sheets.criterion(evidence.criterion)
        self.dialogue.check_new(evidence)
        self._tell(self.EvidenceAttached, evidence=evidence)

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Take a file away again, while the self-score is open."""
        check_withdrawal(self.sheets, self.dialogue, withdrawal)
        self._tell(self.EvidenceWithdrawn, withdrawal=withdrawal)

    def remark(self, remark: Remark) -> None:
        """Explain a cut of the own score, or question a score of another unit."""
        check_remark(self.sheets, remark)
        self._tell(self.Remarked, remark=remark)

    def declare_conflict(self, conflict: Conflict) -> None:
        """A unit steps back from scoring this one, before the bloc has consolidated."""
        SheetKey.of("cross", conflict.by_unit_id, self.unit_id)
        self.sheets.check_cross_open()
        self.dialogue.check_conflict(conflict)
        self._tell(self.ConflictDeclared, conflict=conflict)

    def judge_condition(self, judgement: Judgement) -> None:
        """Establish that a condition of the frame holds for the unit, or holds no more."""
        self.dialogue.check_judgement(judgement)
        self._tell(self.ConditionJudged, judgement=judgement)

    def appeal(self, appeal: Appeal) -> None:
        """Object to the appraisal of one criterion; no other is re-opened."""
        check_appeal(self.sheets, appeal)
        self.dialogue.check_appeal(appeal)
        self._tell(self.Appealed, appeal=appeal)
