"""The facts of what is said about scores: evidence, remarks, conflicts, conditions, appeals."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.envelope import Fact

RemarkKind = Literal["explanation", "question"]
Scan = Literal["clean", "unscanned"]


class EvidenceAttached(Fact, frozen=True, kw_only=True):
    """A file is attached to a criterion. `digest` is its SHA-256; its name is no part of it."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    criterion: str
    digest: str
    media_type: str
    size: int
    scan: Scan
    attached_on: date


class EvidenceWithdrawn(Fact, frozen=True, kw_only=True):
    """A file is attached to a criterion no more."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    criterion: str
    digest: str
    reason: str
    withdrawn_on: date


class ScoreRemarked(Fact, frozen=True, kw_only=True):
    """The unit explains a score of its own, or another unit asks about it."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    kind: RemarkKind
    criterion: str
    by_unit_id: UUID
    text: str
    made_on: date


class ConflictDeclared(Fact, frozen=True, kw_only=True):
    """A unit steps back from cross-checking another; what it gave counts no more."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    by_unit_id: UUID
    reason: str
    declared_on: date


class ConditionJudged(Fact, frozen=True, kw_only=True):
    """A condition of the frame holds for the unit, or holds no more."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    condition: str
    holds: bool
    reason: str
    judged_on: date


class ScoreAppealed(Fact, frozen=True, kw_only=True):
    """The unit objects to the appraisal of one criterion."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    criterion: str
    grounds: str
    appealed_on: date


class AppealDecided(Fact, frozen=True, kw_only=True):
    """An appeal is decided; where it is upheld, the new value was recorded just before."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    criterion: str
    upheld: bool
    reason: str
    decided_on: date
