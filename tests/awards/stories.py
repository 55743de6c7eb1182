"""For each title a story in which everything is met; tests leave something out of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tests.awards.samples import (
    UNIT,
    YEAR,
    Story,
    confirmed,
    declared,
    enrolled,
    found,
    granted,
    initiative,
    named,
    ranked,
    rated,
    registered,
)

TEN_PEOPLE: tuple[UUID, ...] = tuple(named(f"person {number}") for number in range(10))


def advanced() -> Story:
    return Story().tell(enrolled(), rated("GOOD"), found("LDTT-2"))


def grassroots_fighter() -> Story:
    return advanced().tell(initiative("UNIT"))


def ministry_fighter() -> Story:
    return Story().tell(
        enrolled(),
        declared("CSTDCS", 2022),
        confirmed("CSTDCS", 2022),
        declared("CSTDCS", 2023),
        confirmed("CSTDCS", 2023),
        granted("CSTDCS"),
        initiative("MINISTRY"),
    )


def national_fighter() -> Story:
    return Story().tell(
        enrolled(),
        declared("CSTD_BO", 2021),
        confirmed("CSTD_BO", 2021),
        granted("CSTD_BO"),
        initiative("NATION", 2020),
    )


def staffed(advanced_people: int = 7) -> Story:
    """A unit of ten, all rated good, some of them advanced, one a grassroots fighter."""
    story = Story().tell(registered(), rated("EXCELLENT", unit=UNIT))
    for person in TEN_PEOPLE:
        story.tell(enrolled(person, on=date(2019, 3, 1)), rated("GOOD", person))
    for person in TEN_PEOPLE[:advanced_people]:
        story.tell(granted("LDTT", person=person))
    return story.tell(granted("CSTDCS", person=TEN_PEOPLE[0]))


def advanced_collective() -> Story:
    return staffed().tell(found("ALC-2", unit=UNIT), found("ALC-5", unit=UNIT))


def excellent_collective() -> Story:
    return staffed().tell(found("ELC-2", unit=UNIT), found("ELC-6", unit=UNIT))


def ministry_flag() -> Story:
    return Story().tell(
        registered(), ranked(1), found("MF-2", unit=UNIT), found("MF-3", unit=UNIT)
    )


def government_flag() -> Story:
    return Story().tell(registered(), ranked(1, year=YEAR), found("GF-2", unit=UNIT))
