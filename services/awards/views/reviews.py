"""Reviews, worked out when they are asked for, from the histories of whoever lost an award."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from services.awards.law import History, RuleSet
from services.awards.law.verdict import fact_order
from services.awards.projections.histories import SubjectKey, people_of, units_of
from services.awards.projections.reviews import Review, reviews
from services.awards.views.eligibility import heirs, histories_of
from services.awards.views.tables import HISTORIES


def found(
    rules: RuleSet, after: list[Any] | None, limit: int
) -> Callable[[sa.Connection], list[Review]]:
    """Reviews by who lost the award, then in the order of the revocations."""
    return lambda connection: list(islice(_all_after(connection, rules, after), limit))


def place(review: Review) -> list[Any]:
    """Where a review stands in the list: its subject, then the fact that revoked."""
    return [_holder_key(review), review.revoked_by]


def _all_after(
    connection: sa.Connection, rules: RuleSet, after: list[Any] | None
) -> Iterator[Review]:
    where = [HISTORIES.table.c.revoked]
    if after is not None:
        where.append(HISTORIES.table.c.key >= after[0])
    for holder in HISTORIES.find(connection, *where):
        for review in _of(connection, rules, holder):
            if after is None or _stands_after(review, after):
                yield review


def _of(connection: sa.Connection, rules: RuleSet, holder: History) -> list[Review]:
    subject = SubjectKey(holder.subject_kind, holder.subject_id)
    concerned = [*units_of(holder), *heirs(connection, subject)]
    units = histories_of(connection, concerned)
    with_people = [(unit, histories_of(connection, people_of(unit))) for unit in units]
    return reviews(rules, holder, with_people)


def _stands_after(review: Review, after: list[Any]) -> bool:
    key, fact = after
    return _holder_key(review) != key or fact_order(review.revoked_by) > fact_order(fact)


def _holder_key(review: Review) -> str:
    return str(SubjectKey(review.subject_kind, review.subject_id))
