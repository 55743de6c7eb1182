"""Which unit stands above which: as it is on record, and as a file would have it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.bloc.codes import unit_of_code
from shared.intake.rows import shown_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.bloc.intake.known import KnownUnits
    from shared.intake import Cells


class Parents:
    """The units above those of a file: on record, or in a row further up."""

    def __init__(self, rows: Sequence[tuple[int, dict[str, str]]], known: KnownUnits) -> None:
        self._known = known
        self._intended = known.parents()
        self._fresh: dict[str, UUID] = {}
        for _, typed in rows:
            code, above = typed.get("code", ""), typed.get("parent", "")
            if code and above:
                self._intended[self._meant(code)] = self._meant(above)

    def of(self, cells: Cells, unit_id: UUID) -> UUID | None:
        """The parent a row names; none where it names none, or none that can be."""
        typed = cells.optional("parent")
        if not typed:
            return None
        called = self._known.called(typed)
        fresh = self._fresh.get(typed.casefold())
        if not called and fresh is None:
            cells.fail("parent", "parent_unknown", typed=typed)
            return None
        if len(called) > 1:
            cells.fail("parent", "unit_ambiguous", typed=typed)
        elif called and called[0].dissolved_on is not None:
            cells.fail("parent", "unit_dissolved", on=shown_day(called[0].dissolved_on))
        elif self._is_below_itself(unit_id):
            cells.fail("parent", "unit_under_itself")
        return called[0].id if called else fresh

    def stands(self, code: str, unit_id: UUID) -> None:
        """A new unit that rows further down may stand below."""
        self._fresh[code.casefold()] = unit_id

    def _meant(self, text: str) -> UUID:
        called = self._known.called(text)
        return called[0].id if len(called) == 1 else unit_of_code(text)

    def _is_below_itself(self, unit_id: UUID) -> bool:
        seen: set[UUID] = set()
        above = self._intended.get(unit_id)
        while above is not None and above not in seen:
            if above == unit_id:
                return True
            seen.add(above)
            above = self._intended.get(above)
        return False
