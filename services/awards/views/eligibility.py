"""Histories and the verdicts that follow from them, judged anew whenever a history changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.awards.law import Answer, History, Law, RuleSet, law_in_force
from services.awards.law.edition import BYTES
from services.awards.law.reads import Reads
from services.awards.law.verdict import SubjectKind
from services.awards.projections import blocs
from services.awards.projections.blocs import BlocUnits, bloc_touched
from services.awards.projections.eligibility import (
    EligibilityRow,
    Judged,
    judged_for,
)
from services.awards.projections.histories import (
    SubjectKey,
    additions,
    people_of,
)
from services.awards.projections.kinship import closure, predecessors_of, successors_of
from services.awards.views import noting
from services.awards.views.beside import Beside
from services.awards.views.judging import Judging
from services.awards.views.tables import BLOCS, HISTORIES, NOTED, VERDICTS
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

T = TypeVar("T")

Question = Callable[[sa.Connection], T]

# A batch of so many is one of a long way, at whose end there are people enough to judge.
MANY_FACTS = 1000
# Raised when histories or verdicts are kept in another way.
SHAPE = 11


class Eligibility:
    """The projection `awards-eligibility`: one history a subject, one verdict a title and year.

    Facts are folded first and judged once at the end of their batch: a hundred facts about one
    unit cost one judgement of it, and a verdict that looks at none of them costs nothing. The
    titles and years of a subject never change within a version: no verdict is left over.
    Another edition of the law is another version: every verdict is judged again, beside the
    ones that answer. A copy that has a long way to go notes facts and judges when it is there.
    """

    name = "awards-eligibility"
    sources = ("bloc", "covenant", "awards")
    documents: Sequence[Documents[Any]] = (HISTORIES, BLOCS, VERDICTS, NOTED)

    def __init__(self, law: Law | None = None) -> None:
        law = law or law_in_force()
        self._judging = Judging(law.rules, Reads(law.rules), Beside(law.rules))
        self.version = SHAPE << (8 * BYTES) | law.edition

    def project(self, facts: Sequence[Envelope], batch: Batch) -> None:
        _fold_blocs(facts, batch)
        added = [addition for envelope in facts for addition in additions(envelope)]
        self._judging.take(added, batch)

    def note(self, facts: Sequence[Envelope], batch: Batch) -> None:
        if len(facts) >= MANY_FACTS:
            self._judging.beside.begin()
        _fold_blocs(facts, batch)
        noting.note(facts, batch)

    def work_out(self, batch: Batch, done: str) -> str | None:
        return noting.work_out(self._judging, batch, done)


def _fold_blocs(facts: Sequence[Envelope], batch: Batch) -> None:
    for envelope in facts:
        some_bloc = bloc_touched(envelope.data)
        if some_bloc is not None:
            known = batch.get(BLOCS, str(some_bloc)) or BlocUnits(some_bloc)
            batch.put(BLOCS, str(some_bloc), blocs.evolve(known, envelope.data))


def history_of(connection: sa.Connection, key: SubjectKey) -> History:
    """Everything known about a subject; an empty history where that is nothing."""
    return HISTORIES.get(connection, str(key)) or History(key.kind, key.id)


def histories_of(connection: sa.Connection, keys: Sequence[SubjectKey]) -> list[History]:
    """As `history_of`, of many at once."""
    found = HISTORIES.get_all(connection, [str(key) for key in keys])
    return [found.get(str(key)) or History(key.kind, key.id) for key in keys]


def predecessors(connection: sa.Connection, history: History) -> list[History]:
    """The histories of every unit whose place a unit took, and of theirs."""
    if not history.successions:
        return []
    subject = SubjectKey(history.subject_kind, history.subject_id)
    earlier = closure(subject, lambda each: predecessors_of(history_of(connection, each)))
    return histories_of(connection, earlier)


def heirs(connection: sa.Connection, subject: SubjectKey) -> list[SubjectKey]:
    """Every unit that took a unit's place, and those that took theirs; nobody for a person."""
    if subject.kind == "person":
        return []
    return closure(subject, lambda each: successors_of(history_of(connection, each)))


def verdict(
    rules: RuleSet, subject_kind: SubjectKind, subject_id: UUID, award: str, year: int
) -> Question[Judged]:
    """One verdict with all its reasons, judged from the histories as they stand.

    Raises what `judge` raises.
    """
    subject = SubjectKey(subject_kind, subject_id)

    def answer(connection: sa.Connection) -> Judged:
        history = history_of(connection, subject)
        people = histories_of(connection, people_of(history))
        before = predecessors(connection, history)
        return judged_for(rules, award, year, history, people, before)

    return answer


def verdicts(
    *,
    award: str | None,
    year: int | None,
    unit_ids: Sequence[UUID],
    bloc_id: UUID | None,
    subject_kind: SubjectKind | None,
    subject_id: UUID | None = None,
    answer: Answer | None,
    after: list[Any] | None,
    limit: int,
) -> Question[list[EligibilityRow]]:
    """Verdicts that are kept, by subject, title and year; each filter may be left out."""
    wanted = {
        "award": award,
        "year": year,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "answer": answer,
    }
    equal = {name: value for name, value in wanted.items() if value is not None}
    return lambda connection: VERDICTS.listed(
        connection,
        equal,
        *listed_under(connection, unit_ids, bloc_id),
        after=None if after is None else after[0],
        limit=limit,
    )


def listed_under(
    connection: sa.Connection, unit_ids: Sequence[UUID], bloc_id: UUID | None
) -> list[sa.ColumnElement[bool]]:
    """Verdicts of these units and of the units of this bloc; both together narrow it down."""
    unit = VERDICTS.table.c.unit_id
    where: list[sa.ColumnElement[bool]] = [unit.in_(unit_ids)] if unit_ids else []
    if bloc_id is not None:
        members = BLOCS.get(connection, str(bloc_id)) or BlocUnits(bloc_id)
        where.append(unit.in_(members.unit_ids))
    return where
