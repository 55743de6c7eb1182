"""How the post of head goes round the members of a bloc, from one period to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.bloc.projections.blocs import BlocEntry, LeaderEntry


@dataclass(frozen=True)
class Headship:
    """Who led a bloc of a period, and when."""

    bloc_id: UUID
    year: int
    period: str
    head: LeaderEntry
    deputies: tuple[LeaderEntry, ...]
    since: date
    until: date | None


@dataclass(frozen=True)
class Turn:
    """A member unit and the last year in which the head came from it; none if never."""

    unit_id: UUID
    last_headed: int | None


@dataclass(frozen=True)
class Rotation:
    """Everybody who has been head, the earliest first, and whose turn it is next."""

    headships: tuple[Headship, ...]
    turns: tuple[Turn, ...]


def rotation_of(blocs: Sequence[BlocEntry]) -> Rotation:
    """The rotation of the last of these blocs; each other one is the predecessor of the next.

    Next is who was head never or longest ago, of several the one that joined first. The unit
    that heads the bloc now comes last. A proposal: whom the members choose, they decide.
    """
    headships = tuple(
        Headship(
            bloc.id,
            bloc.year,
            bloc.period,
            term.head,
            term.deputies,
            term.since,
            term.until or bloc.closed_on,
        )
        for bloc in blocs
        for term in bloc.terms
    )
    last: dict[UUID, tuple[int, int]] = {}
    for place, headship in enumerate(headships):
        last[headship.head.unit_id] = (headship.year, place)
    members = blocs[-1].unit_ids if blocs else ()
    in_turn = sorted(members, key=lambda unit: last.get(unit, (0, -1)))
    turns = tuple(Turn(unit, last[unit][0] if unit in last else None) for unit in in_turn)
    return Rotation(headships, turns)
