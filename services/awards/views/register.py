"""Where nominations, decisions and awards are kept as they stand, and how they are listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.awards.law.ruleset import Family
from services.awards.law.verdict import SubjectKind
from services.awards.projections.register import (
    AwardEntry,
    DecisionEntry,
    Kind,
    NominationEntry,
    documents_touched,
    evolve,
)
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

T = TypeVar("T")

AT_ONCE = 500

Question = Callable[[sa.Connection], T]

NOMINATIONS: Documents[NominationEntry] = Documents(
    "register_nominations",
    NominationEntry,
    columns=[sa.Column("year", sa.Integer(), index=True)],
    indexed=lambda nomination: {"year": nomination.year},
)

DECISIONS: Documents[DecisionEntry] = Documents(
    "register_decisions",
    DecisionEntry,
    columns=[sa.Column("year", sa.Integer(), index=True)],
    indexed=lambda decision: {"year": decision.year},
)

AWARDS: Documents[AwardEntry] = Documents(
    "register_awards",
    AwardEntry,
    columns=[
        sa.Column("year", sa.Integer(), index=True),
        sa.Column("subject_id", sa.Uuid(), index=True),
        sa.Column("award", sa.Text()),
        sa.Column("subject_kind", sa.Text()),
        sa.Column("family", sa.Text()),
        sa.Column("granted", sa.Boolean()),
        sa.Column("state", sa.Text()),
    ],
    indexed=lambda entry: {
        "year": entry.year,
        "subject_id": entry.subject_id,
        "award": entry.award,
        "subject_kind": entry.subject_kind,
        "family": entry.family,
        # By a decision that is recorded here; earlier ones were reported by whoever took them.
        "granted": entry.decision_id is not None,
        "state": entry.state,
    },
)

KEPT_IN: dict[Kind, Documents[Any]] = {
    "nomination": NOMINATIONS,
    "decision": DECISIONS,
    "award": AWARDS,
}


class Register:
    """The projection `awards-register`: one document a nomination, decision and award."""

    name = "awards-register"
    version = 3
    sources = ("awards",)
    documents: Sequence[Documents[Any]] = tuple(KEPT_IN.values())

    def project(self, facts: Sequence[Envelope], batch: Batch) -> None:
        touched = [(each, fact) for fact in facts for each in documents_touched(fact)]
        batch.fetch_each((KEPT_IN[kind], key) for (kind, key), _ in touched)
        for (kind, key), envelope in touched:
            documents = KEPT_IN[kind]
            batch.put(documents, key, evolve(batch.get(documents, key), envelope))


def nominations(
    year: int | None, after: list[Any] | None, limit: int
) -> Question[list[NominationEntry]]:
    return _found(NOMINATIONS, {"year": year}, after, limit)


def decisions(
    year: int | None, after: list[Any] | None, limit: int
) -> Question[list[DecisionEntry]]:
    return _found(DECISIONS, {"year": year}, after, limit)


def awards(
    year: int | None,
    subject_id: UUID | None,
    award: str | None,
    after: list[Any] | None,
    limit: int | None,
) -> Question[list[AwardEntry]]:
    wanted = {"year": year, "subject_id": subject_id, "award": award}
    return _found(AWARDS, wanted, after, limit)


def awards_of(subject_ids: Sequence[UUID]) -> Question[list[AwardEntry]]:
    """The awards of these subjects, however many."""

    def found(connection: sa.Connection) -> list[AwardEntry]:
        holder = AWARDS.table.c.subject_id
        return [
            entry
            for start in range(0, len(subject_ids), AT_ONCE)
            for entry in AWARDS.find(
                connection, holder.in_(subject_ids[start : start + AT_ONCE])
            )
        ]

    return found


def granted(
    year: int, family: Family | None, after: list[Any] | None, limit: int
) -> Question[list[AwardEntry]]:
    """The awards that decisions recorded here granted for a year, revoked ones too."""
    wanted = {"year": year, "family": family, "granted": True}
    return _found(AWARDS, wanted, after, limit)


@dataclass(frozen=True)
class Total:
    """How many awards of one kind stand, and how many were revoked."""

    family: Family
    award: str
    subject_kind: SubjectKind
    valid: int
    revoked: int


def totals(year: int) -> Question[list[Total]]:
    """As `granted`, counted: by class first, so that no sum goes across the two."""
    kept = AWARDS.table.c
    named = (kept.family, kept.award, kept.subject_kind)
    counted = (
        sa.select(
            *named,
            sa.func.sum(sa.case((kept.state == "valid", 1), else_=0)).label("valid"),
            sa.func.sum(sa.case((kept.state == "revoked", 1), else_=0)).label("revoked"),
        )
        .where(kept.year == year, kept.granted)
        .group_by(*named)
        .order_by(*named)
    )
    return lambda connection: [
        Total(row.family, row.award, row.subject_kind, int(row.valid), int(row.revoked))
        for row in connection.execute(counted)
    ]


def award(award_id: UUID) -> Question[AwardEntry | None]:
    return lambda connection: AWARDS.get(connection, str(award_id))


def _found(
    documents: Documents[T],
    wanted: dict[str, Any],
    after: list[Any] | None,
    limit: int | None,
) -> Question[list[T]]:
    columns = documents.table.c
    where = [columns[name] == value for name, value in wanted.items() if value is not None]
    return lambda connection: documents.find(connection, *where, after=after, limit=limit)
