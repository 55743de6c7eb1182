"""What was said about scores, as `covenant` answers it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from shared.contracts.covenant import RemarkKind, Scan


class EvidenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is attached to a criterion."""

    criterion: str
    digest: str
    media_type: str
    size: int
    scan: Scan
    attached_on: date
    actor: str
    fact_id: str


class RemarkLine(msgspec.Struct, frozen=True, kw_only=True):
    """An explanation of the unit, or a question of another."""

    kind: RemarkKind
    criterion: str
    by_unit_id: UUID
    text: str
    made_on: date
    fact_id: str


class ConflictLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that does not score this one, and why."""

    by_unit_id: UUID
    reason: str
    declared_on: date
    fact_id: str


class HeldCondition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition of the frame that is established of the unit."""

    condition: str
    reason: str
    judged_on: date
    fact_id: str


class AppealLine(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal about one criterion; without `decided_on` it is open."""

    criterion: str
    grounds: str
    appealed_on: date
    fact_id: str
    upheld: bool | None = None
    reason: str | None = None
    decided_on: date | None = None
    decision_fact_id: str | None = None
