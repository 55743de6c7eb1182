"""What stands in the way of an award: disciplines and holds, with their ends."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.awards.domain.errors import (
    DisciplineAlreadyEnded,
    DisciplineEndedTooEarly,
    DisciplineTermEmpty,
    HoldAlreadyLifted,
    HoldLiftedTooEarly,
)
from services.awards.domain.titles import SubjectKind

DisciplineForm = Literal["reprimand", "warning", "demotion", "dismissal"]


class Discipline(Aggregate):
    """A discipline of a person; achievements count again from the end of its term."""

    TOPIC = "discipline"

    class Created(Aggregate.Created):
        TOPIC = "discipline.imposed"
        person_id: UUID
        form: DisciplineForm
        decision_number: str
        imposed_on: date
        ends_on: date | None

    class Ended(Aggregate.Event):
        TOPIC = "discipline.ended"
        person_id: UUID
        ended_on: date

    @classmethod
    def impose(
        cls,
        record_id: UUID,
        person_id: UUID,
        form: DisciplineForm,
        decision_number: str,
        imposed_on: date,
        ends_on: date | None,
    ) -> Discipline:
        if ends_on is not None and ends_on <= imposed_on:
            raise DisciplineTermEmpty(f"from {imposed_on} to {ends_on}")
        return cls._create(
            cls.Created,
            id=record_id,
            person_id=person_id,
            form=form,
            decision_number=decision_number,
            imposed_on=imposed_on,
            ends_on=ends_on,
        )

    def end(self, ended_on: date) -> None:
        if self.ended_on is not None:
            raise DisciplineAlreadyEnded(f"{self.id} ended on {self.ended_on}")
        if ended_on < self.imposed_on:
            raise DisciplineEndedTooEarly(f"{self.id} was imposed on {self.imposed_on}")
        self.trigger_event(self.Ended, person_id=self.person_id, ended_on=ended_on)

    @event(Created)
    def __init__(
        self,
        person_id: UUID,
        form: DisciplineForm,
        decision_number: str,
        imposed_on: date,
        ends_on: date | None,
    ) -> None:
        self.person_id = person_id
        self.form = form
        self.decision_number = decision_number
        self.imposed_on = imposed_on
        self.ends_on = ends_on
        self.ended_on: date | None = None

    @event(Ended)
    def _ended(self, ended_on: date) -> None:
        self.ended_on = ended_on


class Hold(Aggregate):
    """Nothing may be awarded to a subject while something about it is being verified."""

    TOPIC = "hold"

    class Created(Aggregate.Created):
        TOPIC = "hold.placed"
        subject_kind: SubjectKind
        subject_id: UUID
        ground: str
        placed_on: date

    class Lifted(Aggregate.Event):
        TOPIC = "hold.lifted"
        subject_kind: SubjectKind
        subject_id: UUID
        conclusion: str
        lifted_on: date

    @classmethod
    def place(
        cls,
        record_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        ground: str,
        placed_on: date,
    ) -> Hold:
        return cls._create(
            cls.Created,
            id=record_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            ground=ground,
            placed_on=placed_on,
        )

    def lift(self, conclusion: str, lifted_on: date) -> None:
        if self.lifted_on is not None:
            raise HoldAlreadyLifted(f"{self.id} was lifted on {self.lifted_on}")
        if lifted_on < self.placed_on:
            raise HoldLiftedTooEarly(f"{self.id} was placed on {self.placed_on}")
        self.trigger_event(
            self.Lifted,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            conclusion=conclusion,
            lifted_on=lifted_on,
        )

    @event(Created)
    def __init__(
        self, subject_kind: SubjectKind, subject_id: UUID, ground: str, placed_on: date
    ) -> None:
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.ground = ground
        self.placed_on = placed_on
        self.conclusion: str | None = None
        self.lifted_on: date | None = None

    @event(Lifted)
    def _lifted(self, conclusion: str, lifted_on: date) -> None:
        self.conclusion = conclusion
        self.lifted_on = lifted_on
