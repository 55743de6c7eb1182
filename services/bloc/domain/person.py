"""People at work in units: enrolled, transferred, seconded, on leave, gone, back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain import person_events as events
from services.bloc.domain.absences import (
    Leave,
    LeaveKind,
    Post,
    require_apart,
    unit_by,
    unit_through,
)
from services.bloc.domain.card import CardField
from services.bloc.domain.person_events import ErasureReason, Gender
from services.bloc.domain.person_refusals import (
    AbsenceTooEarly,
    HostMissing,
    MoveTooEarly,
    PersonAlreadyLeft,
    PersonAlreadySeconded,
    PersonAlreadyThere,
    PersonErased,
    PersonNotOnLeave,
    PersonNotSeconded,
    PersonStillHere,
)


class Person(Aggregate):
    """Somebody who works in a unit. Names and numbers are not here: they may be erased."""

    TOPIC = "person"

    Created: TypeAlias = events.Enrolled
    Transferred: TypeAlias = events.Transferred
    Seconded: TypeAlias = events.Seconded
    SecondmentEnded: TypeAlias = events.SecondmentEnded
    LeaveBegan: TypeAlias = events.LeaveBegan
    LeaveEnded: TypeAlias = events.LeaveEnded
    Left: TypeAlias = events.Left
    Returned: TypeAlias = events.Returned
    CardCorrected: TypeAlias = events.CardCorrected
    Erased: TypeAlias = events.Erased

    @classmethod
    def enroll(cls, person_id: UUID, unit_id: UUID, gender: Gender, on: date) -> Person:
        return cls._create(cls.Created, id=person_id, unit_id=unit_id, gender=gender, on=on)

    def transfer(self, to_unit_id: UUID, on: date) -> None:
        """Move the person; who moves to the unit they were seconded to is seconded no more."""
        unit_id = self._present_unit(on)
        if unit_id == to_unit_id:
            raise self._already_there(unit_id)
        if self.seconded_since is not None and self.host_unit_id == to_unit_id:
            self.end_secondment(on)
        self._transferred(unit_id, to_unit_id, on)

    def second(self, to_unit_id: UUID | None, host: str | None, on: date) -> None:
        """Lend the person to another unit or to a body outside; they stay on the roll here."""
        unit_id = self._present_unit(on)
        if (to_unit_id is None) == (host is None):
            raise HostMissing(f"{self.id} is lent to one unit or to one body outside")
        if self.seconded_since is not None:
            raise PersonAlreadySeconded(
                f"{self.id} is seconded since {self.seconded_since}; end that first",
                person=self.id,
                since=self.seconded_since,
            )
        if to_unit_id == unit_id:
            raise self._already_there(unit_id)
        self._seconded(unit_id, to_unit_id, host, on)

    def end_secondment(self, on: date) -> None:
        if self.unit_id is None or self.seconded_since is None:
            raise PersonNotSeconded(f"{self.id} is not seconded", person=self.id)
        if on < self.seconded_since:
            raise self._absence_too_early("seconded", self.seconded_since)
        self._secondment_ended(self.unit_id, on)

    def begin_leave(self, kind: LeaveKind, on: date, until: date | None = None) -> None:
        """The person is away for long; what is taken for days or weeks is not told here.

        A leave that is learnt of when it is over has its end (`until`) with it.
        """
        if until is not None and until < on:
            raise self._absence_too_early("on leave", on)
        unit_id = unit_through(self.id, self.posts, on, until)
        require_apart(self.id, self.leaves, on, until)
        self._leave_began(unit_id, kind, on)
        if until is not None:
            self._leave_ended(unit_by(self.posts, until), until)

    def end_leave(self, on: date) -> None:
        if self.on_leave_since is None:
            raise PersonNotOnLeave(f"{self.id} is not on leave", person=self.id)
        if on < self.on_leave_since:
            raise self._absence_too_early("on leave", self.on_leave_since)
        self._leave_ended(unit_by(self.posts, on), on)

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
            raise PersonStillHere(
                f"{self.id} works in {self.unit_id}; transfer them instead",
                person=self.id,
                unit=self.unit_id,
            )
        if self.erased:
            raise self._erased_already()
        self._require_later(on)
        self._returned(unit_id, self.gender, on)

    def correct_card(self, fields: tuple[CardField, ...]) -> None:
        """Say which fields of the card were corrected, for what they hold is told to nobody."""
        if self.erased:
            raise self._erased_already()
        self._card_corrected(fields)

    def erase(self, on: date, reason: ErasureReason) -> None:
        """Forget who this was, once and for all; where they worked and when stays."""
        if self.erased:
            raise self._erased_already()
        self._erased(on, reason)

    def _present_unit(self, on: date) -> UUID:
        if self.unit_id is None:
            raise PersonAlreadyLeft(
                f"{self.id} left on {self.since}; leave them out, or enrol them again",
                person=self.id,
                left_on=self.since,
            )
        self._require_later(on)
        return self.unit_id

    def _require_later(self, on: date) -> None:
        if on < self.since:
            raise MoveTooEarly(
                f"{on} is before the last move of {self.id} on {self.since}; name a later day",
                person=self.id,
                on=on,
                since=self.since,
            )

    def _already_there(self, unit_id: UUID) -> PersonAlreadyThere:
        told = f"{self.id} works in {unit_id} already; leave them out, or name another unit"
        return PersonAlreadyThere(told, person=self.id, unit=unit_id)

    def _erased_already(self) -> PersonErased:
        told = f"{self.id} was erased; whoever comes back is enrolled as somebody new"
        return PersonErased(told, person=self.id)

    def _absence_too_early(self, away: str, since: date) -> AbsenceTooEarly:
        told = f"{self.id} is {away} since {since}; name that day or a later one"
        return AbsenceTooEarly(told, person=self.id, since=since)

    @property
    def on_leave_since(self) -> date | None:
        """The first day of the leave that lasts; none while the person is on none."""
        return next((each.since for each in self.leaves if each.until is None), None)

    @event(Created)
    def __init__(self, unit_id: UUID, gender: Gender, on: date) -> None:
        self.unit_id: UUID | None = unit_id
        self.gender = gender
        self.since = on
        self.posts: tuple[Post, ...] = (Post(unit_id, on),)
        self.host_unit_id: UUID | None = None
        self.seconded_since: date | None = None
        self.leaves: tuple[Leave, ...] = ()
        self.erased = False

    def _works_in(self, unit_id: UUID | None, on: date) -> None:
        self.unit_id = unit_id
        self.since = on
        self.posts = (*self.posts, Post(unit_id, on))

    @event(Transferred)
    def _transferred(self, from_unit_id: UUID, to_unit_id: UUID, on: date) -> None:
        del from_unit_id
        self._works_in(to_unit_id, on)

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
        del unit_id
        self.leaves = (*self.leaves, Leave(kind, on))

    @event(LeaveEnded)
    def _leave_ended(self, unit_id: UUID, on: date) -> None:
        del unit_id
        *_, open_one = (each for each in self.leaves if each.until is None)
        self.leaves = tuple(
            replace(each, until=on) if each is open_one else each for each in self.leaves
        )

    @event(Left)
    def _left(self, unit_id: UUID, on: date, reason: str) -> None:
        del unit_id, reason
        self._works_in(None, on)

    @event(Returned)
    def _returned(self, unit_id: UUID, gender: Gender, on: date) -> None:
        del gender
        self._works_in(unit_id, on)

    @event(CardCorrected)
    def _card_corrected(self, fields: tuple[CardField, ...]) -> None:
        """Who it is stays the same."""

    @event(Erased)
    def _erased(self, on: date, reason: ErasureReason) -> None:
        del on, reason
        self.erased = True
