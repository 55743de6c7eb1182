"""Emulation blocs: the units that compete for a year, and who leads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.bloc.domain.errors import BlocServiceError


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
