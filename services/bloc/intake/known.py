"""Units as a list names them: by code, or by id where they have none yet; by name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from shared.catalogue.names import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.bloc.projections import UnitEntry


def id_typed(text: str) -> UUID | None:
    """The id that a cell holds in place of a code."""
    try:
        return UUID(text)
    except ValueError:
        return None


class KnownUnits:
    """The units that are registered, found by what a file may call them."""

    def __init__(self, units: Iterable[UnitEntry], codes: Mapping[str, UUID]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._codes = {unit_id: code for code, unit_id in codes.items()}
        self._by_code = {
            code.casefold(): self._units[unit_id]
            for code, unit_id in codes.items()
            if unit_id in self._units
        }
        self._named: dict[str, list[UnitEntry]] = defaultdict(list)
        for unit in self._units.values():
            if unit.dissolved_on is None:
                for name in {search_key(unit.name), search_key(unit.short_name)}:
                    self._named[name].append(unit)

    def by_code(self, code: str) -> UnitEntry | None:
        found = self._by_code.get(code.casefold())
        if found is None and (unit_id := id_typed(code)) is not None:
            found = self._units.get(unit_id)
        return found

    def uncoded_named(self, name: str) -> list[UnitEntry]:
        """Units without a code that have this very name today."""
        return [
            unit
            for unit in self._named.get(search_key(name), [])
            if search_key(unit.name) == search_key(name) and unit.id not in self._codes
        ]

    def parents(self) -> dict[UUID, UUID | None]:
        """The unit above each unit, as it is on record."""
        return {unit.id: unit.parent_id for unit in self._units.values()}

    def called(self, text: str) -> list[UnitEntry]:
        """Units with this code, id, name or short name."""
        found = self.by_code(text)
        return [found] if found is not None else self._named.get(search_key(text), [])

    def shown_code(self, unit_id: UUID) -> str:
        return self._codes.get(unit_id) or str(unit_id)
