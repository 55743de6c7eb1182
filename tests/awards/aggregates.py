"""Aggregates in the states that tests start from, and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.awards.domain import (
    Award,
    Decision,
    Discipline,
    Finding,
    Hold,
    Initiative,
    Nomination,
    PastAward,
    Rating,
)
from tests.awards.samples import AN, UNIT, YEAR, named

DECIDED_ON = date(2025, 1, 20)


def rating() -> Rating:
    return Rating.record(
        named("rating"), "person", AN, YEAR, "GOOD", "812/QĐ", date(2024, 12, 20)
    )


def initiative(people: tuple[UUID, ...] = (AN,)) -> Initiative:
    return Initiative.recognise(
        named("initiative"), people, "Số hóa", "UNIT", YEAR, "77/QĐ", date(2024, 11, 1)
    )


def finding() -> Finding:
    return Finding.record(
        named("finding"), "person", AN, YEAR, "LDTT-2", True, "Hội đồng", date(2024, 12, 22)
    )


def discipline(ends_on: date | None = None) -> Discipline:
    return Discipline.impose(
        named("discipline"), AN, "warning", "5/QĐ", date(2024, 3, 1), ends_on
    )


def hold() -> Hold:
    return Hold.place(named("hold"), "unit", UNIT, "thanh tra", date(2024, 5, 1))


def nomination(award: str = "LDTT", year: int = YEAR) -> Nomination:
    return Nomination.submit(
        "person", AN, award, year, UNIT, date(2025, 1, 5), "unknown", ("awards:3", "bloc:7")
    )


def decision(*nominations: Nomination) -> Decision:
    listed = tuple(each.id for each in nominations)
    return Decision.issue(named("decision"), "9/QĐ", "Chủ nhiệm", YEAR, DECIDED_ON, listed)


def award() -> Award:
    submitted = nomination()
    return Award.grant(decision(submitted), submitted)


def past_award() -> PastAward:
    return PastAward.declare(
        named("past"), "person", AN, "CSTDCS", 2022, "12/QĐ", date(2023, 1, 15)
    )


def happened(aggregate: Aggregate) -> Sequence[type]:
    return [type(event) for event in aggregate.collect_events()]
