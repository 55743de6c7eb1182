"""People at work in units: enrolled, transferred, seconded, on leave, gone, back again."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain.card import CardField
from services.bloc.domain.person_refusals import (
    AbsenceTooEarly,
    HostMissing,
    MoveTooEarly,
    PersonAlreadyLeft,
    PersonAlreadyOnLeave,
    PersonAlreadySeconded,
    PersonAlreadyThere,
    PersonErased,
    PersonNotOnLeave,
    PersonNotSeconded,
    PersonStillHere,
)

Gender = Literal["female", "male"]
# No kind says that somebody is ill: that would be health data in a log that never forgets.
LeaveKind = Literal["maternity", "study", "unpaid", "other"]
# Law 91/2025/QH15, article 14(1), points a to e. No free text: it could name the person again.
ErasureReason = Literal[
    "requested", "purpose_fulfilled", "retention_ended", "ordered", "agreed", "other_law"
]


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

    class Seconded(Aggregate.Event):
        TOPIC = "person.seconded"
        unit_id: UUID
        to_unit_id: UUID | None
        host: str | None
        on: date

    class SecondmentEnded(Aggregate.Event):
        TOPIC = "person.secondment_ended"
        unit_id: UUID
        on: date

    class LeaveBegan(Aggregate.Event):
        TOPIC = "person.leave_began"
        unit_id: UUID
        kind: LeaveKind
        on: date

    class LeaveEnded(Aggregate.Event):
        TOPIC = "person.leave_ended"
        unit_id: UUID
        on: date

    class Left(Aggregate.Event):
        TOPIC = "person.left"
        unit_id: UUID
        on: date
        reason: str

    class Returned(Aggregate.Event):
        TOPIC = "person.returned"
        unit_id: UUID
        gender: Gender
        on: date

    class CardCorrected(Aggregate.Event):
        TOPIC = "person.card_corrected"
        fields: tuple[CardField, ...]

    class Erased(Aggregate.Event):
        TOPIC = "person.erased"
        on: date
        reason: ErasureReason

    @classmethod
    def enroll(cls, person_id: UUID, unit_id: UUID, gender: Gender, on: date) -> Person:
        return cls._create(cls.Created, id=person_id, unit_id=unit_id, gender=gender, on=on)

    def transfer(self, to_unit_id: UUID, on: date) -> None:
        """Move the person; who moves to the unit they were seconded to is seconded no more."""
        unit_id = self._present_unit(on)
        if unit_id == to_unit_id:
            raise PersonAlreadyThere(f"{self.id} works in {to_unit_id} already")
        if self.seconded_since is not None and self.host_unit_id == to_unit_id:
            self.end_secondment(on)
        self._transferred(unit_id, to_unit_id, on)

    def second(self, to_unit_id: UUID | None, host: str | None, on: date) -> None:
        """Lend the person to another unit or to a body outside; they stay on the roll here."""
        unit_id = self._present_unit(on)
        if (to_unit_id is None) == (host is None):
            raise HostMissing(f"{self.id} is lent to one unit or to one body outside")
        if self.seconded_since is not None:
            raise PersonAlreadySeconded(f"{self.id} is seconded since {self.seconded_since}")
        if to_unit_id == unit_id:
            raise PersonAlreadyThere(f"{self.id} works in {to_unit_id} already")
        self._seconded(unit_id, to_unit_id, host, on)

    def end_secondment(self, on: date) -> None:
        if self.unit_id is None or self.seconded_since is None:
            raise PersonNotSeconded(f"{self.id} is not seconded")
        if on < self.seconded_since:
            raise AbsenceTooEarly(f"{self.id} is seconded since {self.seconded_since}")
        self._secondment_ended(self.unit_id, on)

    def begin_leave(self, kind: LeaveKind, on: date) -> None:
        """The person is away for long; what is taken for days or weeks is not told here."""
        if self.unit_id is None:
            raise PersonAlreadyLeft(f"{self.id} left on {self.since}")
        if on < self.enrolled_on:
            raise AbsenceTooEarly(f"{self.id} is enrolled since {self.enrolled_on}")
        if self.on_leave_since is not None:
            raise PersonAlreadyOnLeave(f"{self.id} is on leave since {self.on_leave_since}")
        self._leave_began(self.unit_id, kind, on)

    def end_leave(self, on: date) -> None:
        if self.unit_id is None or self.on_leave_since is None:
            raise PersonNotOnLeave(f"{self.id} is not on leave")
        if on < self.on_leave_since:
            raise AbsenceTooEarly(f"{self.id} is on leave since {self.on_leave_since}")
        self._leave_ended(self.unit_id, on)

    def leave(self, on: date, reason: str) -> None:
        """End the work here, and with it a secondment or a leave."""
        unit_id = self._present_unit(on)
        if self.seconded_since is not None:
            self.end_secondment(on)
        if self.on_leave_since is not None:
            self.end_leave(on)
        self._left(unit_id, on, reason)

    def come_back(self, unit_id: UUID, on: date) -> None:
        """Enrol somebody again who had left; the time away is not service."""
        if self.unit_id is not None:
            raise PersonStillHere(f"{self.id} works in {self.unit_id}")
        if self.erased:
            raise PersonErased(f"{self.id} was erased; enrol them as somebody new")
        self._require_later(on)
        self._returned(unit_id, self.gender, on)

    def correct_card(self, fields: tuple[CardField, ...]) -> None:
        """Say which fields of the card were corrected, for what they hold is told to nobody."""
        if self.erased:
            raise PersonErased(f"{self.id} was erased")
        self._card_corrected(fields)

    def erase(self, on: date, reason: ErasureReason) -> None:
        """Forget who this was, once and for all; where they worked and when stays."""
        if self.erased:
            raise PersonErased(f"{self.id} was erased already")
        self._erased(on, reason)

    def _present_unit(self, on: date) -> UUID:
        if self.unit_id is None:
            raise PersonAlreadyLeft(f"{self.id} left on {self.since}")
        self._require_later(on)
        return self.unit_id

    def _require_later(self, on: date) -> None:
        if on < self.since:
            raise MoveTooEarly(f"{on} is before the last move of {self.id} on {self.since}")

    @event(Created)
    def __init__(self, unit_id: UUID, gender: Gender, on: date) -> None:
        self.unit_id: UUID | None = unit_id
        self.gender = gender
        self.since = on
        self.enrolled_on = on
        self.host_unit_id: UUID | None = None
        self.seconded_since: date | None = None
        self.on_leave_since: date | None = None
        self.erased = False

    @event(Transferred)
    def _transferred(self, from_unit_id: UUID, to_unit_id: UUID, on: date) -> None:
        del from_unit_id
        self.unit_id = to_unit_id
        self.since = on

    @event(Seconded)
    def _seconded(
        self, unit_id: UUID, to_unit_id: UUID | None, host: str | None, on: date
    ) -> None:
        del unit_id, host
        self.host_unit_id = to_unit_id
        self.seconded_since = on

    @event(SecondmentEnded)
    def _secondment_ended(self, unit_id: UUID, on: date) -> None:
        del unit_id, on
        self.host_unit_id = None
        self.seconded_since = None

    @event(LeaveBegan)
    def _leave_began(self, unit_id: UUID, kind: LeaveKind, on: date) -> None:
        del unit_id, kind
        self.on_leave_since = on

    @event(LeaveEnded)
    def _leave_ended(self, unit_id: UUID, on: date) -> None:
        del unit_id, on
        self.on_leave_since = None

    @event(Left)
    def _left(self, unit_id: UUID, on: date, reason: str) -> None:
        del unit_id, reason
        self.unit_id = None
        self.since = on

    @event(Returned)
    def _returned(self, unit_id: UUID, gender: Gender, on: date) -> None:
        del gender
        self.unit_id = unit_id
        self.since = on
        self.enrolled_on = on

    @event(CardCorrected)
    def _card_corrected(self, fields: tuple[CardField, ...]) -> None:
        """Who it is stays the same."""

    @event(Erased)
    def _erased(self, on: date, reason: ErasureReason) -> None:
        del on, reason
        self.erased = True
