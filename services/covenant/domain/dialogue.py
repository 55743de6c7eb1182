"""What is said about scores beside the values: evidence, remarks, conflicts, appeals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from services.covenant.domain.criteria import Condition
from services.covenant.domain.dialogue_refusals import (
    AppealAlreadyOpen,
    AppealNotOpen,
    ConditionAlreadyJudged,
    ConditionUnknown,
    ConflictAlreadyDeclared,
    EvidenceAlreadyAttached,
    EvidenceNotAttached,
    RemarkEmpty,
    ScorerInConflict,
)

RemarkKind = Literal["explanation", "question"]
Scan = Literal["clean", "unscanned"]


@dataclass(frozen=True)
class Remark:
    """A unit explains a score of its own, or asks about one of another."""

    kind: RemarkKind
    criterion: str
    by_unit_id: UUID
    text: str
    made_on: date


@dataclass(frozen=True)
class Conflict:
    """Why a unit does not score another."""

    by_unit_id: UUID
    reason: str
    declared_on: date


@dataclass(frozen=True)
class Appeal:
    """What a unit holds against the appraisal of one criterion."""

    criterion: str
    grounds: str
    appealed_on: date


@dataclass(frozen=True)
class Decision:
    """What became of an appeal; one that is upheld changed the value."""

    criterion: str
    upheld: bool
    reason: str
    decided_on: date


@dataclass(frozen=True)
class Evidence:
    """A file, by what it contains: `digest` is its SHA-256. Its name stands elsewhere."""

    criterion: str
    digest: str
    media_type: str
    size: int
    scan: Scan
    attached_on: date


@dataclass(frozen=True)
class Withdrawal:
    """A file that is attached no more."""

    criterion: str
    digest: str
    reason: str
    withdrawn_on: date


@dataclass(frozen=True)
class Judgement:
    """Whether a condition of the frame holds for the unit."""

    condition: str
    holds: bool
    reason: str
    judged_on: date


@dataclass
class Dialogue:
    """All of it, for one scorecard; `conditions` are those of its frame."""

    conditions: tuple[Condition, ...]
    remarks: list[Remark] = field(default_factory=list)
    conflicts: dict[UUID, Conflict] = field(default_factory=dict)
    open_appeals: dict[str, Appeal] = field(default_factory=dict)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    held: dict[str, Judgement] = field(default_factory=dict)

    def holding(self) -> tuple[Condition, ...]:
        """The conditions of the frame that are established, in its order."""
        return tuple(one for one in self.conditions if one.code in self.held)

    def evidenced(self) -> frozenset[str]:
        """The criteria that a file is attached to."""
        return frozenset(criterion for criterion, _ in self.evidence)

    def check_impartial(self, unit_id: UUID | None) -> None:
        if unit_id in self.conflicts:
            raise ScorerInConflict(unit_id)

    def check_conflict(self, conflict: Conflict) -> None:
        if conflict.by_unit_id in self.conflicts:
            raise ConflictAlreadyDeclared(conflict.by_unit_id)
        check_said(conflict.reason)

    def check_appeal(self, appeal: Appeal) -> None:
        if appeal.criterion in self.open_appeals:
            raise AppealAlreadyOpen(appeal.criterion)
        check_said(appeal.grounds)

    def check_decision(self, criterion: str, reason: str) -> None:
        if criterion not in self.open_appeals:
            raise AppealNotOpen(criterion)
        check_said(reason)

    def check_attached(self, criterion: str, digest: str) -> None:
        if (criterion, digest) not in self.evidence:
            raise EvidenceNotAttached(criterion)

    def check_new(self, evidence: Evidence) -> None:
        if (evidence.criterion, evidence.digest) in self.evidence:
            raise EvidenceAlreadyAttached(evidence.criterion)

    def check_judgement(self, judgement: Judgement) -> None:
        if judgement.condition not in {one.code for one in self.conditions}:
            raise ConditionUnknown(judgement.condition)
        if judgement.holds == (judgement.condition in self.held):
            raise ConditionAlreadyJudged(judgement.condition)
        check_said(judgement.reason)

    def judge(self, judgement: Judgement) -> None:
        if judgement.holds:
            self.held[judgement.condition] = judgement
        else:
            self.held.pop(judgement.condition, None)


def check_said(text: str) -> None:
    """Refuse a reason, or anything else that is to be read, that says nothing."""
    if not text.strip():
        raise RemarkEmpty
