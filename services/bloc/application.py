"""The use cases of units, people and blocs: load, call, save."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.bloc.cards import IdentityCard, IdentityCards
from services.bloc.domain import Bloc, Gender, Leader, Person, Unit, UnitKind
from shared.eventstore import EventSourcedApplication

if TYPE_CHECKING:
    from shared.database import Database


class Blocs(EventSourcedApplication):
    """Changes units, people and blocs. Raises `BlocServiceError` where a rule refuses."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.cards = IdentityCards(database)

    def prepare(self) -> None:
        super().prepare()
        self.cards.prepare()

    def register_unit(
        self,
        unit_id: UUID,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
    ) -> None:
        self.save(Unit.register(unit_id, name, short_name, kind, legal_personality, founded_on))

    def rename_unit(
        self, unit_id: UUID, name: str, short_name: str, on: date, reason: str
    ) -> None:
        unit = self.load(Unit, unit_id)
        unit.rename(name, short_name, on, reason)
        self.save(unit)

    def dissolve_unit(
        self,
        unit_id: UUID,
        on: date,
        reason: str,
        into_unit_id: UUID | None,
        with_others: bool,
    ) -> None:
        unit = self.load(Unit, unit_id)
        successor = None if into_unit_id is None else self.load(Unit, into_unit_id).id
        unit.dissolve(on, reason, successor, with_others)
        self.save(unit)

    def enroll_person(
        self, person_id: UUID, unit_id: UUID, gender: Gender, card: IdentityCard, on: date
    ) -> None:
        unit = self.load(Unit, unit_id)
        self.save(Person.enroll(person_id, unit.id, gender, on))
        self.also(lambda connection, _: self.cards.put(connection, person_id, card))

    def transfer_person(self, person_id: UUID, to_unit_id: UUID, on: date) -> None:
        person = self.load(Person, person_id)
        unit = self.load(Unit, to_unit_id)
        person.transfer(unit.id, on)
        self.save(person)

    def dismiss_person(self, person_id: UUID, on: date, reason: str) -> None:
        person = self.load(Person, person_id)
        person.leave(on, reason)
        self.save(person)

    def form_bloc(
        self,
        bloc_id: UUID,
        name: str,
        year: int,
        organiser: str,
        formed_on: date,
        basis: tuple[str, ...],
    ) -> None:
        self.save(Bloc.form(bloc_id, name, year, organiser, formed_on, basis))

    def admit_unit(self, bloc_id: UUID, unit_id: UUID, on: date) -> None:
        bloc = self.load(Bloc, bloc_id)
        unit = self.load(Unit, unit_id)
        bloc.admit(unit.id, on)
        self.save(bloc)

    def release_unit(self, bloc_id: UUID, unit_id: UUID, on: date, reason: str) -> None:
        bloc = self.load(Bloc, bloc_id)
        bloc.release(unit_id, on, reason)
        self.save(bloc)

    def appoint_leadership(
        self, bloc_id: UUID, head: Leader, deputies: tuple[Leader, ...], on: date
    ) -> None:
        bloc = self.load(Bloc, bloc_id)
        for leader in (head, *deputies):
            self.load(Person, leader.person_id)
        bloc.appoint(head, deputies, on)
        self.save(bloc)
