"""A nation by its facts: many ministries, each as `ministry` tells it, year after year.

`Nation()` are 2,000,000 people in 100,000 units. Facts come one by one in the order of the
stream. While one ministry tells its year the others lie on the disk, so that memory does not
grow with the people or the years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import msgspec

from shared.contracts import Envelope
from shared.contracts.covenant import Layer
from tests.benchmarks.ministry import YEARS, Ministry, Shape
from tests.benchmarks.subjects import Person, Unit
from tests.benchmarks.telling import Telling

# Of what the sample year tells of a unit: six score sheets, five years taken over from paper.
LAYERS: tuple[Layer, ...] = ("self", "cross", "consolidated", "appraised")
CRITERIA = 12
PAST_YEARS = 5


class Asleep(msgspec.Struct, frozen=True):
    """What a ministry knows between two years: people by their numbers, in their orders."""

    units: list[UUID]
    members: list[list[int]]
    people: list[tuple[UUID, int, str, list[int], list[int]]]
    chance: tuple[int, tuple[int, ...], float | None]

    @classmethod
    def of(cls, ministry: Ministry) -> Asleep:
        places = {id(unit): place for place, unit in enumerate(ministry.units)}
        numbers = {id(person): number for number, person in enumerate(ministry.people)}
        return cls(
            [unit.id for unit in ministry.units],
            [[numbers[id(person)] for person in unit.people] for unit in ministry.units],
            [
                (each.id, places[id(each.unit)], each.aim, each.fighter, each.ministry_fighter)
                for each in ministry.people
            ],
            ministry.chance.getstate(),
        )

    def wake(self, ministry: Ministry) -> None:
        ministry.units = [Unit(unit_id) for unit_id in self.units]
        ministry.people = [
            Person(person_id, ministry.units[place], aim, fighter, ministry_fighter)
            for person_id, place, aim, fighter, ministry_fighter in self.people
        ]
        for unit, numbers in zip(ministry.units, self.members, strict=True):
            unit.people = [ministry.people[number] for number in numbers]
        ministry.chance.setstate(self.chance)


def forget(ministry: Ministry) -> None:
    """Let go of who holds one another, or all of them would wait for the collector."""
    for unit in ministry.units:
        unit.people.clear()
    ministry.units.clear()
    ministry.people.clear()


@dataclass
class Nation:
    """`facts` gives its whole log, the same for the same seed; `at_once` are awake together."""

    people_count: int = 2_000_000
    unit_count: int = 100_000
    seed: int = 2024
    years: range = YEARS
    at_once: int = 20_000
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.seed, timedelta(milliseconds=100))
        self._shape = Shape(
            people_of_a_unit=self.people_count / self.unit_count,
            criteria=CRITERIA,
            layers=LAYERS,
            past_years=PAST_YEARS,
        )

    @property
    def counted(self) -> Counter[str]:
        return self.telling.counted

    def facts(self) -> Iterator[Envelope]:
        starts = range(0, self.people_count, self.at_once)
        with TemporaryDirectory(prefix="thidua-nation-") as folder:
            for year in self.years:
                for number, start in enumerate(starts):
                    people = min(self.at_once, self.people_count - start)
                    bed = Path(folder) / str(number)
                    ministry = self._ministry(number, people)
                    if bed.exists():
                        msgspec.msgpack.decode(bed.read_bytes(), type=Asleep).wake(ministry)
                    yield from ministry.year(year)
                    bed.write_bytes(msgspec.msgpack.encode(Asleep.of(ministry)))
                    forget(ministry)

    def _ministry(self, number: int, people: int) -> Ministry:
        seed = self.seed * 1_000 + number
        return Ministry(people, seed, self._shape, self.years, self.telling)
