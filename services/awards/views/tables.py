"""The tables of eligibility: histories, blocs, verdicts, and what was noted for later."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

import msgspec
import sqlalchemy as sa

from services.awards.law import History
from services.awards.projections.blocs import BlocUnits
from services.awards.projections.eligibility import EligibilityRow
from shared.readmodel import Documents

HISTORIES: Documents[History] = Documents(
    "eligibility_histories",
    History,
    columns=[sa.Column("revoked", sa.Boolean(), index=True)],
    indexed=lambda history: {"revoked": bool(history.revocations)},
)

BLOCS: Documents[BlocUnits] = Documents("eligibility_blocs", BlocUnits)

VERDICTS: Documents[EligibilityRow] = Documents(
    "eligibility_verdicts",
    EligibilityRow,
    columns=[
        sa.Column("award", sa.Text()),
        sa.Column("year", sa.Integer()),
        sa.Column("answer", sa.Text()),
        sa.Column("subject_kind", sa.Text()),
        sa.Column("unit_id", sa.Uuid(), index=True),
        sa.Column("subject_id", sa.Uuid(), index=True),
    ],
    indexed=lambda row: {
        "award": row.award,
        "year": row.year,
        "answer": row.answer,
        "subject_kind": row.subject_kind,
        "unit_id": row.unit_id,
        "subject_id": row.subject_id,
    },
)

# Who may be honoured is asked by year and title, and listed by key; by the answer at its end
# the others are passed over without reading them.
sa.Index(
    "eligibility_verdicts_who",
    *(VERDICTS.table.c[name] for name in ("year", "award", "key", "answer")),
)


# The lists of a history, by name.
LISTS = [name for each in fields(History) if not (name := each.name).startswith("subject_")]

# The same lists without a subject; those that are empty are not written.
Noted = msgspec.defstruct(
    "Noted",
    [(name, get_type_hints(History)[name], ()) for name in LISTS],
    frozen=True,
    omit_defaults=True,
)

# What facts add to a subject, as they came in batches; worked out later, and gone then.
NOTED: Documents[Any] = Documents("eligibility_noted", Noted)
