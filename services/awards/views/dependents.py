"""What rests on a fact or an award, found in the histories and the verdicts that are kept."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from services.awards.law import History, RuleSet
from services.awards.projections.dependents import (
    Dependent,
    dependents,
    facts_of_award,
    mentions,
)
from services.awards.projections.histories import SubjectKey, people_of, units_of
from services.awards.views.eligibility import (
    Question,
    heirs,
    histories_of,
    history_of,
)
from services.awards.views.tables import HISTORIES, VERDICTS


def of_fact(rules: RuleSet, fact: str) -> Question[list[Dependent]]:
    """Everything that counted a fact, awards first; nothing for a fact nobody counted."""
    return lambda connection: _found(connection, rules, {fact}, None)


def of_award(rules: RuleSet, award_id: UUID) -> Question[list[Dependent]]:
    """Everything that counted an award, by any of the facts through which it is known."""

    def answer(connection: sa.Connection) -> list[Dependent]:
        holders = _written_in(connection, str(award_id))
        facts = {fact for each in holders for fact in facts_of_award(each, award_id)}
        return _found(connection, rules, facts, award_id) if facts else []

    return answer


def _found(
    connection: sa.Connection,
    rules: RuleSet,
    facts: Collection[str],
    itself: UUID | None,
) -> list[Dependent]:
    holders = {
        SubjectKey(each.subject_kind, each.subject_id): each
        for fact in sorted(facts)
        for each in _written_in(connection, fact)
        if mentions(each, facts)
    }
    # The share of a unit counts its members: what is known of a person reaches their units, and
    # what is known of a unit those that took its place.
    units = {unit for each in holders.values() for unit in units_of(each)}
    keys = sorted(
        {*holders, *units, *(heir for key in holders for heir in heirs(connection, key))}
    )
    subjects = []
    for key in keys:
        history = holders.get(key) or history_of(connection, key)
        subjects.append((history, histories_of(connection, people_of(history))))
    rows = [
        row
        for key in keys
        for row in VERDICTS.find(connection, VERDICTS.table.c.subject_id == key.id)
    ]
    return dependents(facts, rules, subjects, rows, itself)


def _written_in(connection: sa.Connection, word: str) -> list[History]:
    """Histories whose document names an id, in quotes as JSON writes it.

    A document is kept for each subject, so this reads them all once; nobody asks it often, and
    an index of every fact would cost each fact of the year.
    """
    return HISTORIES.find(
        connection, HISTORIES.table.c.body.contains(f'"{word}"', autoescape=True)
    )
