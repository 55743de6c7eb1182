"""Which verdict a path asks about: a subject, a title or commendation, a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.awards.law.verdict import SubjectKind
from services.awards.projections.histories import SubjectKey

VERDICT_PATH = "/{subject_kind}/{subject_id}/{award}/{year}"


@dataclass(frozen=True)
class PathOfVerdict:
    """The four parts of `VERDICT_PATH`."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int

    @property
    def subject(self) -> SubjectKey:
        return SubjectKey(self.subject_kind, self.subject_id)


AskedVerdict = Annotated[PathOfVerdict, Depends()]
