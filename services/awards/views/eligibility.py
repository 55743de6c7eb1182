"""Histories and the verdicts that follow from them, judged anew whenever a history changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.awards.law import Answer, History
from services.awards.law.edition import BYTES, edition
from services.awards.law.verdict import SubjectKind
from services.awards.projections.eligibility import (
    RULES,
    EligibilityRow,
    eligibility_key,
    judged,
    judged_for,
    subjects_to_judge,
)
from services.awards.projections.histories import (
    SubjectKey,
    evolve,
    people_of,
    subjects_touched,
)
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

T = TypeVar("T")

Question = Callable[[sa.Connection], T]

# Raised when histories or verdicts are kept in another way.
SHAPE = 3

HISTORIES: Documents[History] = Documents(
    "eligibility_histories",
    History,
    columns=[sa.Column("revoked", sa.Boolean(), index=True)],
    indexed=lambda history: {"revoked": bool(history.revocations)},
)

VERDICTS: Documents[EligibilityRow] = Documents(
    "eligibility_verdicts",
    EligibilityRow,
    columns=[
        sa.Column("award", sa.Text()),
        sa.Column("year", sa.Integer(), index=True),
        sa.Column("answer", sa.Text()),
        sa.Column("subject_kind", sa.Text()),
        sa.Column("unit_id", sa.Uuid(), index=True),
        sa.Column("subject_id", sa.Uuid(), index=True),
    ],
    indexed=lambda row: {
        "award": row.verdict.award,
        "year": row.verdict.year,
        "answer": row.verdict.answer,
        "subject_kind": row.verdict.subject_kind,
        "unit_id": row.unit_id,
        "subject_id": row.verdict.subject_id,
    },
)


class Eligibility:
    """The projection `awards-eligibility`: one history a subject, one verdict a title and year.

    Facts are folded first and judged once at the end of their batch: a hundred facts about one
    unit cost one judgement of it. The titles and years of a subject never change within a
    version, so no verdict is ever left over. Another edition of the law is another version:
    every verdict is judged again, beside the ones that answer.
    """

    name = "awards-eligibility"
    version = SHAPE << (8 * BYTES) | edition()
    sources = ("bloc", "covenant", "awards")
    documents: Sequence[Documents[Any]] = (HISTORIES, VERDICTS)

    def project(self, facts: Sequence[Envelope], batch: Batch) -> None:
        changed: dict[SubjectKey, History] = {}
        for envelope in facts:
            for key in subjects_touched(envelope):
                changed[key] = evolve(key, batch.get(HISTORIES, str(key)), envelope)
                batch.put(HISTORIES, str(key), changed[key])
        for key in sorted(subjects_to_judge(changed.values())):
            history = _folded(batch, key)
            people = [_folded(batch, person) for person in people_of(history)]
            for row in judged(RULES, history, people, RULES.years):
                batch.put(VERDICTS, row.key, row)


def _folded(batch: Batch, key: SubjectKey) -> History:
    return batch.get(HISTORIES, str(key)) or History(key.kind, key.id)


def history_of(connection: sa.Connection, key: SubjectKey) -> History:
    """Everything known about a subject; an empty history where that is nothing."""
    return HISTORIES.get(connection, str(key)) or History(key.kind, key.id)


def histories_of(connection: sa.Connection, keys: Sequence[SubjectKey]) -> list[History]:
    return [history_of(connection, key) for key in keys]


def verdict(
    subject_kind: SubjectKind, subject_id: UUID, award: str, year: int
) -> Question[EligibilityRow]:
    """One verdict as it stands; judged when asked for if it is of a year that is not kept.

    Raises what `judge` raises.
    """
    subject = SubjectKey(subject_kind, subject_id)

    def answer(connection: sa.Connection) -> EligibilityRow:
        kept = VERDICTS.get(connection, eligibility_key(subject, award, year))
        if kept is not None:
            return kept
        history = history_of(connection, subject)
        people = histories_of(connection, people_of(history))
        return judged_for(RULES, award, year, history, people)

    return answer


def verdicts(
    *,
    award: str | None,
    year: int | None,
    unit_ids: Sequence[UUID],
    subject_kind: SubjectKind | None,
    answer: Answer | None,
    after: list[Any] | None,
    limit: int,
) -> Question[list[EligibilityRow]]:
    """Verdicts that are kept, by subject, title and year; each filter may be left out."""
    columns = VERDICTS.table.c
    wanted = {
        columns.award: award,
        columns.year: year,
        columns.subject_kind: subject_kind,
        columns.answer: answer,
    }
    where = [column == value for column, value in wanted.items() if value is not None]
    if unit_ids:
        where.append(columns.unit_id.in_(unit_ids))
    return lambda connection: VERDICTS.find(connection, *where, after=after, limit=limit)
