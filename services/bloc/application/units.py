"""The use cases of units."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.bloc.domain import Person, Unit, UnitHeirStands, UnitKind
from shared.eventstore import AggregateNotFound, EventSourcedApplication


class UnitUseCases(EventSourcedApplication):
    """Registers units and tells what becomes of them."""

    def register_unit(
        self,
        unit_id: UUID,
        name: str,
        short_name: str,
        kind: UnitKind,
        legal_personality: bool,
        founded_on: date,
        parent_id: UUID | None = None,
    ) -> None:
        unit = Unit.register(
            unit_id, name, short_name, kind, legal_personality, founded_on, parent_id
        )
        if parent_id is not None:
            self._standing(parent_id)
        self.save(unit)

    def rename_unit(
        self, unit_id: UUID, name: str, short_name: str, on: date, reason: str
    ) -> None:
        unit = self.load(Unit, unit_id)
        unit.rename(name, short_name, on, reason)
        self.save(unit)

    def move_unit(self, unit_id: UUID, parent_id: UUID | None, on: date, reason: str) -> None:
        unit = self.load(Unit, unit_id)
        above: tuple[UUID, ...] = ()
        if parent_id is not None:
            above = self._above(self._standing(parent_id))
        unit.move(parent_id, above, on, reason)
        self.save(unit)

    def merge_units(
        self,
        unit_id: UUID,
        merged_unit_ids: tuple[UUID, ...],
        on: date,
        reason: str,
        person_ids: tuple[UUID, ...] = (),
    ) -> None:
        """End the merged units and let this one take their place, all at once or not at all.

        The people go along: they are transferred on the same day.
        """
        survivor = self.load(Unit, unit_id)
        survivor.merge(merged_unit_ids, on, reason)
        merged = [self.load(Unit, each) for each in merged_unit_ids]
        for unit in merged:
            unit.dissolve(on, reason, unit_id, with_others=True)
        self.save(survivor, *merged, *self._transferred(person_ids, unit_id, on))

    def transfer_people(self, person_ids: tuple[UUID, ...], to_unit_id: UUID, on: date) -> None:
        """Transfer these people all together or none of them: one decision names them all.

        Of half of them moved nobody would have decided; whoever cannot go is named by the
        refusal and left out, or what hinders them is mended.
        """
        unit = self.load(Unit, to_unit_id)
        unit.require_standing(on)
        self.save(*self._transferred(person_ids, unit.id, on))

    def split_unit(
        self,
        unit_id: UUID,
        heir_unit_ids: tuple[UUID, ...],
        on: date,
        reason: str,
        ends: bool,
    ) -> None:
        """Give part of a unit to each heir; the unit itself goes on unless it `ends`."""
        unit = self.load(Unit, unit_id)
        unit.split(heir_unit_ids, on, reason)
        for heir in heir_unit_ids:
            self._standing(heir)
        if ends:
            unit.dissolve(on, reason, None, with_others=False)
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

    def restore_unit(self, unit_id: UUID, on: date, reason: str) -> None:
        """Let a dissolved unit stand again. Raises `UnitHeirStands` while an heir does."""
        unit = self.load(Unit, unit_id)
        standing = self._standing_heir(unit)
        if standing is not None:
            raise UnitHeirStands(
                f"{standing.name} ({standing.id}) took the place of {unit_id};"
                " split that unit instead, or dissolve it first",
                unit=unit_id,
                heir=standing.id,
            )
        unit.restore(on, reason)
        self.save(unit)

    def _transferred(
        self, person_ids: tuple[UUID, ...], to_unit_id: UUID, on: date
    ) -> list[Person]:
        found = self.load_all(Person, person_ids)
        for person_id in person_ids:
            if person_id not in found:
                raise AggregateNotFound(Person, person_id)
            found[person_id].transfer(to_unit_id, on)
        return list(found.values())

    def _standing(self, unit_id: UUID) -> Unit:
        unit = self.load(Unit, unit_id)
        unit.require_standing()
        return unit

    def _above(self, unit: Unit) -> tuple[UUID, ...]:
        """Every unit above this one, the nearest first."""
        above: list[UUID] = []
        while unit.parent_id is not None and unit.parent_id not in above:
            above.append(unit.parent_id)
            unit = self.load(Unit, unit.parent_id)
        return tuple(above)

    def _standing_heir(self, unit: Unit) -> Unit | None:
        """A unit that stands and took the unit's place, or the place of one that did."""
        waiting, seen = list(unit.heir_ids), {unit.id}
        while waiting:
            heir = self.load(Unit, waiting.pop())
            if heir.dissolved_on is None:
                return heir
            seen.add(heir.id)
            waiting += [each for each in heir.heir_ids if each not in seen]
        return None
