"""Units, people at work in them, and the emulation blocs they form for a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

UnitKind = Literal["vu", "cuc", "cong", "van_phong", "khac"]
Gender = Literal["female", "male"]


class BlocServiceError(Exception):
    """A rule of this service refused a command."""


class PersonAlreadyLeft(BlocServiceError):
    """The person no longer works in any unit; enrol them again first."""


class PersonAlreadyThere(BlocServiceError):
    """The person works in this unit already; name another unit."""


class MoveTooEarly(BlocServiceError):
    """The date lies before the person's last move; correct the date."""


class UnitAlreadyMember(BlocServiceError):
    """The unit is a member of this bloc already."""


class UnitNotMember(BlocServiceError):
    """The unit is not a member of this bloc; let it join first."""


class LeaderNotFromMember(BlocServiceError):
    """A leader comes from a member unit; let the unit join first or name somebody else."""


@dataclass(frozen=True)
class Leader:
    """Who leads a bloc, and the member unit they come from."""

    person_id: UUID
    unit_id: UUID


class Unit(Aggregate):
    """A unit of the organisation (Vụ, Cục, the Portal …)."""

    TOPIC = "unit"

    class Created(Aggregate.Created):
        TOPIC = "unit.registered"
        name: str
        short_name: str
        kind: UnitKind
        legal_personality: bool
        founded_on: date

    @classmethod
    def register(
        cls,
        unit_id: UUID,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
    ) -> Unit:
        return cls._create(
            cls.Created,
            id=unit_id,
            name=name,
            short_name=short_name,
            kind=kind,
            legal_personality=legal_personality,
            founded_on=founded_on,
        )

    @event(Created)
    def __init__(
        self,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
    ) -> None:
        self.name = name
        self.short_name = short_name
        self.kind = kind
        self.legal_personality = legal_personality
        self.founded_on = founded_on


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


class Bloc(Aggregate):
    """An emulation bloc of one year: member units, a head, deputies."""

    TOPIC = "bloc"

    class Created(Aggregate.Created):
        TOPIC = "bloc.formed"
        name: str
        year: int
        organiser: str
        formed_on: date
        basis: tuple[str, ...]

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

    @classmethod
    def form(
        cls,
        bloc_id: UUID,
        name: str,
        year: int,
        organiser: str,
        formed_on: date,
        basis: tuple[str, ...],
    ) -> Bloc:
        return cls._create(
            cls.Created,
            id=bloc_id,
            name=name,
            year=year,
            organiser=organiser,
            formed_on=formed_on,
            basis=basis,
        )

    def admit(self, unit_id: UUID, on: date) -> None:
        if unit_id in self.unit_ids:
            raise UnitAlreadyMember(f"unit {unit_id} is a member of bloc {self.id} already")
        self._unit_joined(unit_id, on)

    def release(self, unit_id: UUID, on: date, reason: str) -> None:
        if unit_id not in self.unit_ids:
            raise UnitNotMember(f"unit {unit_id} is not a member of bloc {self.id}")
        self._unit_left(unit_id, on, reason)

    def appoint(self, head: Leader, deputies: tuple[Leader, ...], on: date) -> None:
        for leader in (head, *deputies):
            if leader.unit_id not in self.unit_ids:
                raise LeaderNotFromMember(
                    f"{leader.person_id} comes from unit {leader.unit_id}, which is no member"
                )
        self._appointed(head, deputies, on)

    @event(Created)
    def __init__(
        self, name: str, year: int, organiser: str, formed_on: date, basis: tuple[str, ...]
    ) -> None:
        self.name = name
        self.year = year
        self.organiser = organiser
        self.formed_on = formed_on
        self.basis = basis
        self.unit_ids: set[UUID] = set()
        self.head: Leader | None = None
        self.deputies: tuple[Leader, ...] = ()

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
        del on
        self.head = head
        self.deputies = deputies
