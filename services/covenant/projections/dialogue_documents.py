"""The parts of a scorecard's document that tell what was said beside the values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.contracts.covenant import RemarkKind, Scan


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """A file that is attached to a criterion; its name is asked for beside it."""

    criterion: str
    digest: str
    media_type: str
    size: int
    scan: Scan
    attached_on: date
    actor: str
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class RemarkView:
    """An explanation of the unit, or a question of another."""

    kind: RemarkKind
    criterion: str
    by_unit_id: UUID
    text: str
    made_on: date
    actor: str
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A unit that does not score this one, and why."""

    by_unit_id: UUID
    reason: str
    declared_on: date
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class ConditionHeld:
    """A condition of the frame that is established of the unit."""

    condition: str
    reason: str
    judged_on: date
    actor: str
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class AppealView:
    """An appeal about one criterion; without `decided_on` it is open."""

    criterion: str
    grounds: str
    appealed_on: date
    fact_id: str
    upheld: bool | None = None
    reason: str | None = None
    decided_on: date | None = None
    decision_fact_id: str | None = None
