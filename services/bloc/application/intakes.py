"""Records the rows of an intake: each is decided on what stands now, not on what was seen.

A row that a rule refuses, or whose unit or person changed since it was looked at, saves
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from services.bloc.application.rows import (
    ChangePerson,
    ChangeUnit,
    EnrollPerson,
    PersonRow,
    RegisterUnit,
    UnitRow,
)
from services.bloc.application.units import UnitUseCases
from services.bloc.cards import IdentityCards
from services.bloc.codes import UnitCodes
from services.bloc.domain import BlocServiceError, IdentityCard, Person, Unit
from services.bloc.domain.card_refusals import RowChangedMeanwhile, StaffNumberTaken
from shared.errors import code_of
from shared.eventstore import AggregateNotFound

if TYPE_CHECKING:
    import sqlalchemy as sa

R = TypeVar("R")

Refusals = dict[int, str]


class IntakeUseCases(UnitUseCases):
    """Takes in rows of units and of people. A refusal is an answer for its row alone."""

    cards: IdentityCards
    codes: UnitCodes

    def record_units(self, rows: Mapping[int, UnitRow]) -> Refusals:
        """Record these rows inside a command; the codes of the rules that refused, by row."""
        wanted = [row.code for row in rows.values() if row.code is not None]
        taken = self.codes.taken_now(wanted, [row.unit_id for row in rows.values()])
        owners = set(taken.values())
        given: dict[str, UUID] = {}
        known = self.known([row.unit_id for row in rows.values()])
        above = [row.parent_id for row in rows.values() if row.parent_id is not None]
        stands = self.load_all(Unit, above)
        registered = self.known(above) - set(stands)

        def decide(row: UnitRow) -> Unit | None:
            if row.code is not None:
                if row.code in taken or row.unit_id in owners:
                    raise RowChangedMeanwhile(f"code {row.code} or its unit was taken")
                given[row.code] = row.unit_id
            if row.parent_id in stands:
                stands[row.parent_id].require_standing()
            elif row.parent_id is not None and row.parent_id not in registered:
                raise AggregateNotFound(Unit, row.parent_id)
            match row:
                case RegisterUnit():
                    if row.unit_id in known:
                        raise RowChangedMeanwhile(f"unit {row.unit_id} was registered")
                    registered.add(row.unit_id)
                    return Unit.register(
                        row.unit_id,
                        row.name,
                        row.short_name,
                        row.kind,
                        row.legal_personality,
                        row.founded_on,
                        row.parent_id,
                    )
                case ChangeUnit():
                    parent = None if row.parent_id is None else stands.get(row.parent_id)
                    return self._changed_unit(row, parent)

        refusals = self._decided(rows, decide)
        for number in refusals:
            given.pop(rows[number].code or "", None)
        self.also(lambda connection, _: self.codes.give(connection, given))
        return refusals

    def record_people(self, rows: Mapping[int, PersonRow]) -> Refusals:
        """Record these rows inside a command; the codes of the rules that refused, by row."""
        ids = [row.person_id for row in rows.values()]
        numbers = [row.card.staff_number for row in rows.values() if row.card.staff_number]
        cards = self.cards.read_now(ids)
        owners = self.cards.numbered_now(numbers)
        written: dict[UUID, IdentityCard] = {}
        wanted = {row.person_id: unit for row in rows.values() if (unit := _goes_to(row))}
        units = self.load_all(Unit, list(set(wanted.values())))
        changed = [row.person_id for row in rows.values() if isinstance(row, ChangePerson)]
        people = self.load_all(Person, changed)

        def decide(row: PersonRow) -> Person | None:
            number = row.card.staff_number
            if number is not None and owners.get(number, row.person_id) != row.person_id:
                raise StaffNumberTaken("the staff number is somebody else's")
            if (unit_id := _goes_to(row)) is not None:
                if unit_id not in units:
                    raise AggregateNotFound(Unit, unit_id)
                units[unit_id].require_standing()
            if isinstance(row, EnrollPerson):
                written[row.person_id] = row.card
                return Person.enroll(row.person_id, row.unit_id, row.gender, row.on)
            if cards.get(row.person_id) != row.seen_card:
                raise RowChangedMeanwhile(f"the card of {row.person_id} changed")
            person = people.get(row.person_id)
            if person is None:
                raise AggregateNotFound(Person, row.person_id)
            _move(person, row)
            if corrected := row.card.changed_from(row.seen_card):
                person.correct_card(corrected)
            written[row.person_id] = row.card
            return person

        refusals = self._decided(rows, decide)

        def write(connection: sa.Connection, _: Sequence[int]) -> None:
            self.cards.put_all(connection, written)

        self.also(write)
        return refusals

    def _changed_unit(self, row: ChangeUnit, parent: Unit | None) -> Unit | None:
        unit = self.load(Unit, row.unit_id)
        if (unit.name, unit.short_name, unit.parent_id) != (*row.seen, row.seen_parent_id):
            raise RowChangedMeanwhile(f"unit {row.unit_id} was renamed or moved")
        if row.on is None or (row.renamed is None and row.parent_id is None):
            return None
        if row.renamed is not None:
            unit.rename(*row.renamed, row.on, row.reason)
        if row.parent_id is not None:
            # A parent that this file brings has nobody above it but what was looked at before.
            above = () if parent is None else self._above(parent)
            unit.move(row.parent_id, above, row.on, row.reason)
        return unit

    def _decided(self, rows: Mapping[int, R], decide: Callable[[R], Any]) -> Refusals:
        refusals: Refusals = {}
        changed = []
        for number, row in rows.items():
            try:
                aggregate = decide(row)
            except (BlocServiceError, AggregateNotFound) as refusal:
                refusals[number] = code_of(type(refusal))
                continue
            if aggregate is not None:
                changed.append(aggregate)
        self.save(*changed)
        return refusals


def _goes_to(row: PersonRow) -> UUID | None:
    """The unit that a row puts somebody in, if it does."""
    return row.unit_id if isinstance(row, EnrollPerson) else row.to_unit_id


def _move(person: Person, row: ChangePerson) -> None:
    if row.to_unit_id is None or row.on is None:
        return
    if person.unit_id != row.seen_unit_id:
        raise RowChangedMeanwhile(f"{row.person_id} moved meanwhile")
    person.transfer(row.to_unit_id, row.on)
