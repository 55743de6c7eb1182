"""People at work in units: enrolled, transferred, gone."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain.errors import BlocServiceError

Gender = Literal["female", "male"]


class PersonAlreadyLeft(BlocServiceError):
    """The person no longer works in any unit; enrol them again first."""


class PersonAlreadyThere(BlocServiceError):
    """The person works in this unit already; name another unit."""


class MoveTooEarly(BlocServiceError):
    """The date lies before the person's last move; correct the date."""


class Person(Aggregate):
    """Somebody who works in a unit. Names and numbers are not here: they may be erased."""

    TOPIC = "person"

    class Created(Aggregate.Created):
        TOPIC = "person.enrolled"
        unit_id: UUID
        gender: Gender
        on: date

    class Transferred(Aggregate.Event):
        TOPIC = "person.transferred"
        from_unit_id: UUID
        to_unit_id: UUID
        on: date

    class Left(Aggregate.Event):
        TOPIC = "person.left"
        unit_id: UUID
        on: date
        reason: str

    @classmethod
    def enroll(cls, person_id: UUID, unit_id: UUID, gender: Gender, on: date) -> Person:
        return cls._create(cls.Created, id=person_id, unit_id=unit_id, gender=gender, on=on)

    def transfer(self, to_unit_id: UUID, on: date) -> None:
        unit_id = self._present_unit(on)
        if unit_id == to_unit_id:
            raise PersonAlreadyThere(f"{self.id} works in {to_unit_id} already")
        self._transferred(unit_id, to_unit_id, on)

    def leave(self, on: date, reason: str) -> None:
        self._left(self._present_unit(on), on, reason)

    def _present_unit(self, on: date) -> UUID:
        if self.unit_id is None:
            raise PersonAlreadyLeft(f"{self.id} left on {self.since}")
        if on < self.since:
            raise MoveTooEarly(f"{on} is before the last move of {self.id} on {self.since}")
        return self.unit_id

    @event(Created)
    def __init__(self, unit_id: UUID, gender: Gender, on: date) -> None:
        self.unit_id: UUID | None = unit_id
        self.gender = gender
        self.since = on

    @event(Transferred)
    def _transferred(self, from_unit_id: UUID, to_unit_id: UUID, on: date) -> None:
        del from_unit_id
        self.unit_id = to_unit_id
        self.since = on

    @event(Left)
    def _left(self, unit_id: UUID, on: date, reason: str) -> None:
        del unit_id, reason
        self.unit_id = None
        self.since = on
