"""What the rows of an intake of earlier awards do when they are recorded."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from services.awards.domain.titles import SubjectKind


class DeclareAward(msgspec.Struct, frozen=True, tag=True):
    """An award that is not on record; confirmed at once where its decision was seen."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    decision_number: str
    decided_on: date
    merit: bool
    confirmed_on: date | None


class ConfirmAward(msgspec.Struct, frozen=True, tag=True):
    """An award that is on record, whose decision was seen now."""

    award_id: UUID
    confirmed_on: date


AwardRow = DeclareAward | ConfirmAward
