"""The tree of units on a day, with who was on their rolls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.bloc.projections.units import UnitEntry


@dataclass(frozen=True)
class Headcount:
    """People on the roll of a unit on a day, and those of them who were away.

    `seconded_in` are people of other units who worked here; they are on the roll elsewhere.
    """

    people: int = 0
    women: int = 0
    seconded_out: int = 0
    seconded_in: int = 0
    on_leave: int = 0


@dataclass(frozen=True)
class Branch:
    """A unit as it was on a day, `depth` steps below the top; `short_name` is today's.

    `headcount` is its own; `with_below` are its people and those of all units below it.
    """

    id: UUID
    name: str
    short_name: str
    kind: str
    parent_id: UUID | None
    depth: int
    headcount: Headcount
    with_below: int


@dataclass(frozen=True)
class Tree:
    """Every unit that stood on a day, each after the one it belonged to."""

    on: date
    people: int
    branches: tuple[Branch, ...]


def tree_on(day: date, units: Iterable[UnitEntry], counts: Mapping[UUID, Headcount]) -> Tree:
    """The tree on a day; what was under a unit that was no more is under that one's heir.

    `counts` are the headcounts of that day by unit; a unit without one had nobody.
    """
    known = {unit.id: unit for unit in units}
    standing = {key: unit for key, unit in known.items() if unit.stood_on(day)}
    parents = _parents(day, known, standing)
    below: dict[UUID | None, list[UnitEntry]] = {}
    for unit in sorted(standing.values(), key=lambda each: each.name_on(day)):
        below.setdefault(parents[unit.id], []).append(unit)
    branches: list[Branch] = []

    def grow(parent_id: UUID | None, depth: int) -> int:
        total = 0
        for unit in below.get(parent_id, ()):
            own = counts.get(unit.id, Headcount())
            name, place = unit.name_on(day), len(branches)
            branch = Branch(
                unit.id, name, unit.short_name, unit.kind, parent_id, depth, own, own.people
            )
            branches.append(branch)
            with_below = own.people + grow(unit.id, depth + 1)
            branches[place] = replace(branch, with_below=with_below)
            total += with_below
        return total

    everybody = grow(None, 0)
    return Tree(day, everybody, tuple(branches))


def _parents(
    day: date, known: Mapping[UUID, UnitEntry], standing: Mapping[UUID, UnitEntry]
) -> dict[UUID, UUID | None]:
    parents = {key: _standing_above(unit, day, known) for key, unit in standing.items()}
    for key, first in list(parents.items()):
        # Moves told for days out of order may go round in a circle; it is opened here.
        above, seen = first, {key}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == key:
            parents[key] = None
    return parents


def _standing_above(unit: UnitEntry, day: date, known: Mapping[UUID, UnitEntry]) -> UUID | None:
    above, seen = unit.parent_on(day), {unit.id}
    while above is not None and above not in seen:
        found = known.get(above)
        if found is None:
            return None
        if found.stood_on(day):
            return above
        seen.add(above)
        above = found.into_unit_id
    return None
