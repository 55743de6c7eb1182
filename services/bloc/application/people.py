"""The use cases of people at work in units."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.bloc.cards import IdentityCards
from services.bloc.domain import ErasureReason, Gender, IdentityCard, LeaveKind, Person, Unit
from services.bloc.domain.card_refusals import CardMissing, StaffNumberTaken
from services.bloc.erasures import Erasures
from shared.eventstore import EventSourcedApplication
from shared.intake import Intakes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa


class PersonUseCases(EventSourcedApplication):
    """Enrols people and follows them; their cards are written in the same transactions."""

    cards: IdentityCards
    erasures: Erasures
    intakes: Intakes

    def enroll_person(
        self, person_id: UUID, unit_id: UUID, gender: Gender, card: IdentityCard, on: date
    ) -> None:
        unit = self.load(Unit, unit_id)
        unit.require_standing(on)
        self._require_free(card.staff_number, person_id)
        self.save(Person.enroll(person_id, unit.id, gender, on))
        self.also(lambda connection, _: self.cards.put(connection, person_id, card))

    def correct_card(self, person_id: UUID, card: IdentityCard) -> None:
        """Write what is known of a person by name anew; the event tells which fields, no more.

        A card that says nothing new changes nothing.
        """
        person = self.load(Person, person_id)
        before = self.cards.read_now([person_id]).get(person_id)
        if before is None:
            raise CardMissing(f"the personal data of {person_id} were erased")
        self._require_free(card.staff_number, person_id)
        changed = card.changed_from(before)
        if not changed:
            return
        person.correct_card(changed)
        self.save(person)
        self.also(lambda connection, _: self.cards.put(connection, person_id, card))

    def _require_free(self, staff_number: str | None, person_id: UUID) -> None:
        wanted = [] if staff_number is None else [staff_number]
        if any(owner != person_id for owner in self.cards.numbered_now(wanted).values()):
            raise StaffNumberTaken("the staff number is somebody else's")

    def transfer_person(self, person_id: UUID, to_unit_id: UUID, on: date) -> None:
        person = self.load(Person, person_id)
        unit = self.load(Unit, to_unit_id)
        unit.require_standing(on)
        person.transfer(unit.id, on)
        self.save(person)

    def dismiss_person(self, person_id: UUID, on: date, reason: str) -> None:
        person = self.load(Person, person_id)
        person.leave(on, reason)
        self.save(person)

    def return_person(self, person_id: UUID, unit_id: UUID, on: date) -> None:
        person = self.load(Person, person_id)
        unit = self.load(Unit, unit_id)
        unit.require_standing(on)
        person.come_back(unit.id, on)
        self.save(person)

    def second_person(
        self, person_id: UUID, to_unit_id: UUID | None, host: str | None, on: date
    ) -> None:
        person = self.load(Person, person_id)
        if to_unit_id is not None:
            self.load(Unit, to_unit_id).require_standing(on)
        person.second(to_unit_id, host, on)
        self.save(person)

    def end_secondment(self, person_id: UUID, on: date) -> None:
        person = self.load(Person, person_id)
        person.end_secondment(on)
        self.save(person)

    def begin_leave(
        self, person_id: UUID, kind: LeaveKind, on: date, until: date | None = None
    ) -> None:
        """Begin a leave; one that is learnt of when it is over has its end with it."""
        person = self.load(Person, person_id)
        person.begin_leave(kind, on, until)
        self.save(person)

    def end_leave(self, person_id: UUID, on: date) -> None:
        person = self.load(Person, person_id)
        person.end_leave(on)
        self.save(person)

    def erase_person(self, person_id: UUID, on: date, reason: ErasureReason) -> None:
        """Erase who a person was; what became of them stays, under their id."""
        person = self.load(Person, person_id)
        person.erase(on, reason)
        self.save(person)
        card = self.cards.read_now([person_id]).get(person_id)
        texts = [] if card is None else card.telling()

        def erase(connection: sa.Connection, _: Sequence[int]) -> None:
            self.cards.erase(connection, person_id)
            self.intakes.forget(connection, str(person_id), texts)
            self.erasures.put(connection, person_id, on, reason)

        self.also(erase)
