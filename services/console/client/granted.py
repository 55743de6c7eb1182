"""What was granted for a year, as `awards` tells it with the class of each award."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.covenant import SubjectKind

Family = Literal["title", "commendation"]


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """An award that was granted for a year, with its class, name and article by the law."""

    id: UUID
    family: Family
    award: str
    name: str
    article: str
    subject_kind: SubjectKind
    subject_id: UUID
    by_unit_id: UUID | None
    year: int
    decision_number: str
    decided_on: date
    merit: bool
    state: Literal["declared", "valid", "revoked"]
    revoked_by: str | None
    revoked_on: date | None
