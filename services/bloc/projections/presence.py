"""Who was on which roll when, laid out so that the people of any day can be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from services.bloc.projections.people import Leave, PersonEntry, Secondment, Stay


@dataclass(frozen=True)
class Presence:
    """Days on the roll of one unit in which nothing about a person changed.

    From `since` to the day before `until`, which is `date.max` where no end is known.
    `host_unit_id` is the unit of ours where a seconded person worked.
    """

    unit_id: UUID
    since: date
    until: date
    female: bool
    on_leave: bool
    seconded: bool
    host_unit_id: UUID | None = None


def presences(person: PersonEntry) -> tuple[Presence, ...]:
    """All of a person's days on a roll, cut where they moved, went away or came back."""
    times: list[Stay | Secondment | Leave] = [
        *person.stays,
        *person.secondments,
        *person.leaves,
    ]
    days = {day for each in times for day in (each.since, each.until or date.max)}
    found: list[Presence] = []
    for since, until in pairwise(sorted(days)):
        unit_id = person.unit_on(since)
        if unit_id is None:
            continue
        secondment = person.secondment_on(since)
        found.append(
            Presence(
                unit_id,
                since,
                until,
                female=person.gender == "female",
                on_leave=person.leave_on(since) is not None,
                seconded=secondment is not None,
                host_unit_id=None if secondment is None else secondment.to_unit_id,
            )
        )
    return tuple(found)
