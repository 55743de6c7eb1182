"""People, units and blocs by what one types: a name, a part of it, or an id."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.console.cli.output import fail
from shared.catalogue.names import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.console.cli.eligibility.options import Kind
    from services.console.screens.chrome import Names

MOST_NAMED = 8


def subject(names: Names, typed: str) -> tuple[Kind, UUID]:
    """The one person or unit that is meant; ends the command when it is none or several."""
    people = {each: person.full_name or "" for each, person in names.people.items()}
    found = _meant(typed, {**people, **_units(names)})
    if found is None and typed.strip():
        short = {each: unit.short_name for each, unit in names.units.items()}
        found = _meant(typed, short)
    if found is None:
        fail("cli.eligibility.nobody", "cli.eligibility.nobody_hint", typed=typed)
    return ("unit" if found in names.units else "person"), found


def unit(names: Names, typed: str) -> UUID:
    found = _meant(typed, _units(names))
    if found is None:
        fail("cli.eligibility.no_unit", "cli.eligibility.nobody_hint", typed=typed)
    return found


def bloc(names: Names, typed: str, year: int) -> UUID:
    """The bloc of that year."""
    blocs = {each: one.name for each, one in names.blocs.items() if one.year == year}
    found = _meant(typed, blocs)
    if found is None:
        fail("cli.eligibility.no_bloc", "cli.eligibility.no_bloc_hint", typed=typed, year=year)
    return found


def _units(names: Names) -> dict[UUID, str]:
    return {each: unit.name for each, unit in names.units.items()}


def _meant(typed: str, named: Mapping[UUID, str]) -> UUID | None:
    by_id = [each for each in named if str(each) == typed]
    if by_id:
        return by_id[0]
    wanted = search_key(typed)
    exact = [each for each, name in named.items() if search_key(name) == wanted]
    found = exact or [
        each
        for each, name in named.items()
        if wanted and all(word in search_key(name).split() for word in wanted.split())
    ]
    found = found or [each for each, name in named.items() if wanted in search_key(name)]
    if len(found) > 1:
        fail(
            "cli.eligibility.several",
            "cli.eligibility.several_hint",
            typed=typed,
            found=_listed((named[each], each) for each in found[:MOST_NAMED]),
        )
    return found[0] if found else None


def _listed(found: Iterable[tuple[str, UUID]]) -> str:
    return "\n".join(f"  {name}  {some_id}" for name, some_id in sorted(found))
