"""The records a verdict rests on. A correction is a new record, not a change of an old one."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.awards.domain.errors import InitiativePersonTwice, InitiativeWithoutPeople
from services.awards.domain.titles import SubjectKind

RatingLevel = Literal["EXCELLENT", "GOOD", "COMPLETED", "FAILED"]
Scope = Literal["UNIT", "MINISTRY", "NATION"]


class Rating(Aggregate):
    """The rating of a person or unit for a year, by somebody's decision."""

    TOPIC = "rating"

    class Created(Aggregate.Created):
        TOPIC = "rating.recorded"
        subject_kind: SubjectKind
        subject_id: UUID
        year: int
        rating: RatingLevel
        decision_number: str
        decided_on: date

    @classmethod
    def record(
        cls,
        record_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        year: int,
        rating: RatingLevel,
        decision_number: str,
        decided_on: date,
    ) -> Rating:
        return cls._create(
            cls.Created,
            id=record_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            year=year,
            rating=rating,
            decision_number=decision_number,
            decided_on=decided_on,
        )

    @event(Created)
    def __init__(
        self,
        subject_kind: SubjectKind,
        subject_id: UUID,
        year: int,
        rating: RatingLevel,
        decision_number: str,
        decided_on: date,
    ) -> None:
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.year = year
        self.rating = rating
        self.decision_number = decision_number
        self.decided_on = decided_on


class Initiative(Aggregate):
    """An initiative of one or more people, or a scientific work accepted as one."""

    TOPIC = "initiative"

    class Created(Aggregate.Created):
        TOPIC = "initiative.recognised"
        person_ids: tuple[UUID, ...]
        name: str
        scope: Scope
        year: int
        decision_number: str
        recognised_on: date

    @classmethod
    def recognise(
        cls,
        record_id: UUID,
        person_ids: tuple[UUID, ...],
        name: str,
        scope: Scope,
        year: int,
        decision_number: str,
        recognised_on: date,
    ) -> Initiative:
        if not person_ids:
            raise InitiativeWithoutPeople(f"nobody is named for {name!r}")
        if len(set(person_ids)) < len(person_ids):
            raise InitiativePersonTwice(f"somebody is named twice for {name!r}")
        return cls._create(
            cls.Created,
            id=record_id,
            person_ids=person_ids,
            name=name,
            scope=scope,
            year=year,
            decision_number=decision_number,
            recognised_on=recognised_on,
        )

    @event(Created)
    def __init__(
        self,
        person_ids: tuple[UUID, ...],
        name: str,
        scope: Scope,
        year: int,
        decision_number: str,
        recognised_on: date,
    ) -> None:
        self.person_ids = person_ids
        self.name = name
        self.scope = scope
        self.year = year
        self.decision_number = decision_number
        self.recognised_on = recognised_on


class Finding(Aggregate):
    """What a competent body found about a condition that the law leaves to judgement."""

    TOPIC = "finding"

    class Created(Aggregate.Created):
        TOPIC = "finding.recorded"
        subject_kind: SubjectKind
        subject_id: UUID
        year: int
        condition: str
        met: bool
        body: str
        found_on: date

    @classmethod
    def record(
        cls,
        record_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        year: int,
        condition: str,
        met: bool,
        body: str,
        found_on: date,
    ) -> Finding:
        return cls._create(
            cls.Created,
            id=record_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            year=year,
            condition=condition,
            met=met,
            body=body,
            found_on=found_on,
        )

    @event(Created)
    def __init__(
        self,
        subject_kind: SubjectKind,
        subject_id: UUID,
        year: int,
        condition: str,
        met: bool,
        body: str,
        found_on: date,
    ) -> None:
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.year = year
        self.condition = condition
        self.met = met
        self.body = body
        self.found_on = found_on
