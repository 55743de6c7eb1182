"""Emulation blocs: the units that compete for a period, and who leads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain.bloc_refusals import (
    AppointedTooEarly,
    BlocAlreadyClosed,
    BlocClosedTooEarly,
    LeaderNotFromMember,
    LeaderTwice,
    UnitAlreadyMember,
    UnitLeadsBloc,
    UnitNotMember,
)

Period = Literal["calendar_year", "school_year"]


@dataclass(frozen=True)
class Leader:
    """Who leads a bloc, and the member unit they come from."""

    person_id: UUID
    unit_id: UUID


def bounds_of(period: Period, year: int) -> tuple[date, date]:
    """First and last day; a school year is named by the year it begins in."""
    if period == "school_year":
        return date(year, 9, 1), date(year + 1, 8, 31)
    return date(year, 1, 1), date(year, 12, 31)


class Bloc(Aggregate):
    """An emulation bloc of one year or school year: member units, a head, deputies."""

    TOPIC = "bloc"

    class Created(Aggregate.Created):
        TOPIC = "bloc.formed"
        class_version = 2
        name: str
        year: int
        organiser: str
        formed_on: date
        basis: tuple[str, ...]
        period: Period
        starts_on: date
        ends_on: date
        predecessor_id: UUID | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Every bloc was one of a calendar year, and none said which it followed."""
            starts_on, ends_on = bounds_of("calendar_year", state["year"])
            state["period"] = "calendar_year"
            state["starts_on"] = starts_on.isoformat()
            state["ends_on"] = ends_on.isoformat()
            state["predecessor_id"] = None

    class UnitJoined(Aggregate.Event):
        TOPIC = "bloc.unit_joined"
        unit_id: UUID
        on: date

    class UnitLeft(Aggregate.Event):
        TOPIC = "bloc.unit_left"
        unit_id: UUID
        on: date
        reason: str

    class LeadershipAppointed(Aggregate.Event):
        TOPIC = "bloc.leadership_appointed"
        head: Leader
        deputies: tuple[Leader, ...]
        on: date

    class Closed(Aggregate.Event):
        TOPIC = "bloc.closed"
        on: date

    @classmethod
    def form(
        cls,
        bloc_id: UUID,
        name: str,
        year: int,
        organiser: str,
        formed_on: date,
        basis: tuple[str, ...],
        period: Period = "calendar_year",
        predecessor_id: UUID | None = None,
    ) -> Bloc:
        starts_on, ends_on = bounds_of(period, year)
        return cls._create(
            cls.Created,
            id=bloc_id,
            name=name,
            year=year,
            organiser=organiser,
            formed_on=formed_on,
            basis=basis,
            period=period,
            starts_on=starts_on,
            ends_on=ends_on,
            predecessor_id=predecessor_id,
        )

    def admit(self, unit_id: UUID, on: date) -> None:
        self._require_open()
        if unit_id in self.unit_ids:
            told = f"unit {unit_id} is a member of bloc {self.id} already"
            raise UnitAlreadyMember(told, unit=unit_id, bloc=self.id)
        self._unit_joined(unit_id, on)

    def release(self, unit_id: UUID, on: date, reason: str) -> None:
        self._require_open()
        if unit_id not in self.unit_ids:
            told = f"unit {unit_id} is not a member of bloc {self.id}"
            raise UnitNotMember(told, unit=unit_id, bloc=self.id)
        leader = next((one for one in self._leaders() if one.unit_id == unit_id), None)
        if leader is not None:
            raise UnitLeadsBloc(
                f"{leader.person_id} of {unit_id} leads bloc {self.id}; appoint others first",
                unit=unit_id,
                bloc=self.id,
                person=leader.person_id,
            )
        self._unit_left(unit_id, on, reason)

    def appoint(self, head: Leader, deputies: tuple[Leader, ...], on: date) -> None:
        """Put these in the place of whoever held the posts, at the beginning or mid-year."""
        self._require_open()
        leaders = (head, *deputies)
        for leader in leaders:
            if leader.unit_id not in self.unit_ids:
                raise LeaderNotFromMember(
                    f"{leader.person_id} comes from unit {leader.unit_id}, which is no member",
                    person=leader.person_id,
                    unit=leader.unit_id,
                )
        named = Counter(leader.person_id for leader in leaders)
        ((most, times),) = named.most_common(1)
        if times > 1:
            raise LeaderTwice(f"{most} is named twice for bloc {self.id}", person=most)
        if self.appointed_on is not None and on < self.appointed_on:
            told = f"{on} is before the last appointment on {self.appointed_on}"
            raise AppointedTooEarly(told, on=on, since=self.appointed_on)
        self._appointed(head, deputies, on)

    def close(self, on: date) -> None:
        """End the bloc's period of work: nothing about it changes any more."""
        self._require_open()
        if on < self.formed_on:
            told = f"bloc {self.id} was formed on {self.formed_on}"
            raise BlocClosedTooEarly(told, bloc=self.id, since=self.formed_on)
        self._closed(on)

    def _require_open(self) -> None:
        if self.closed_on is not None:
            told = f"bloc {self.id} was closed on {self.closed_on}"
            raise BlocAlreadyClosed(told, bloc=self.id, on=self.closed_on)

    def _leaders(self) -> tuple[Leader, ...]:
        return self.deputies if self.head is None else (self.head, *self.deputies)

    @event(Created)
    def __init__(
        self,
        name: str,
        year: int,
        organiser: str,
        formed_on: date,
        basis: tuple[str, ...],
        period: Period,
        starts_on: date,
        ends_on: date,
        predecessor_id: UUID | None,
    ) -> None:
        self.name = name
        self.year = year
        self.organiser = organiser
        self.formed_on = formed_on
        self.basis = basis
        self.period = period
        self.starts_on = starts_on
        self.ends_on = ends_on
        self.predecessor_id = predecessor_id
        self.unit_ids: set[UUID] = set()
        self.head: Leader | None = None
        self.deputies: tuple[Leader, ...] = ()
        self.appointed_on: date | None = None
        self.closed_on: date | None = None

    @event(UnitJoined)
    def _unit_joined(self, unit_id: UUID, on: date) -> None:
        del on
        self.unit_ids.add(unit_id)

    @event(UnitLeft)
    def _unit_left(self, unit_id: UUID, on: date, reason: str) -> None:
        del on, reason
        self.unit_ids.discard(unit_id)

    @event(LeadershipAppointed)
    def _appointed(self, head: Leader, deputies: tuple[Leader, ...], on: date) -> None:
        self.head = head
        self.deputies = deputies
        self.appointed_on = on

    @event(Closed)
    def _closed(self, on: date) -> None:
        self.closed_on = on
