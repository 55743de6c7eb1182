"""How a quota stands: how many hold or reach what it is a share of, how many may hold it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.awards.law import Answer, RuleSet
from services.awards.law.ruleset import Quota
from services.awards.law.ties import Equal, Suggestion, suggestion
from services.awards.projections.histories import SubjectKey, people_of
from services.awards.views.eligibility import histories_of, history_of
from services.awards.views.register import AWARDS
from services.awards.views.tables import VERDICTS

T = TypeVar("T")

Question = Callable[[sa.Connection], T]


@dataclass(frozen=True)
class Reaching:
    """Who reaches the award of a quota in a year, and who what it is a share of."""

    quota: Quota
    award: frozenset[UUID]
    of: frozenset[UUID]


@dataclass(frozen=True)
class QuotaStanding:
    """`base` hold or reach the award it is a share of; `allowed` may hold this one.

    `eligible` reach it, `granted` hold it already.
    """

    quota: Quota
    base: int
    allowed: int
    eligible: int
    granted: int


def reaching(rules: RuleSet, award: str | None, year: int) -> Question[list[Reaching]]:
    """Of each quota of the rules, on one award or on every one, who reaches what."""

    def answer(connection: sa.Connection) -> list[Reaching]:
        quotas = [each for each in rules.quotas if award in {None, each.award}]
        codes = {code for each in quotas for code in (each.award, each.of)}
        found = {code: _who_reach(connection, code, year) for code in sorted(codes)}
        return [Reaching(each, found[each.award], found[each.of]) for each in quotas]

    return answer


def standings(found: Sequence[Reaching], year: int) -> Question[list[QuotaStanding]]:
    """How these quotas stand by what the register holds."""

    def answer(connection: sa.Connection) -> list[QuotaStanding]:
        return [_standing(connection, each, year) for each in found]

    return answer


def _standing(connection: sa.Connection, found: Reaching, year: int) -> QuotaStanding:
    base = found.of | _who_hold(connection, found.quota.of, year)
    return QuotaStanding(
        found.quota,
        base=len(base),
        allowed=found.quota.allowed(len(base)),
        eligible=len(found.award),
        granted=len(_who_hold(connection, found.quota.award, year)),
    )


def among_equals(
    rules: RuleSet, award: str, year: int, subjects: Sequence[SubjectKey]
) -> Question[Suggestion]:
    """Whom the law would have chosen among these, who came out equal (P-08)."""

    def answer(connection: sa.Connection) -> Suggestion:
        equals = []
        for subject in subjects:
            history = history_of(connection, subject)
            people = histories_of(connection, people_of(history))
            equals.append(Equal(history, tuple(people)))
        return suggestion(rules, award, year, equals)

    return answer


def _who_reach(connection: sa.Connection, award: str, year: int) -> frozenset[UUID]:
    columns = VERDICTS.table.c
    query = sa.select(columns.subject_id).where(
        columns.year == year, columns.award == award, columns.answer == Answer.YES
    )
    return frozenset(connection.execute(query).scalars())


def _who_hold(connection: sa.Connection, award: str, year: int) -> frozenset[UUID]:
    columns = AWARDS.table.c
    held = AWARDS.find(connection, columns.year == year, columns.award == award)
    return frozenset(each.subject_id for each in held if each.state == "valid")
