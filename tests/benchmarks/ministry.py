"""A ministry by its facts: units, people, ten years of titles; the same again for every seed.

Facts come one by one, in the order of the stream and with their whole envelopes: nothing but
what is known of each person and unit now is kept. What a year consists of stands in `year`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Literal
from uuid import UUID

from shared.contracts import Envelope, Fact, bloc, covenant
from tests.benchmarks.blocs import Blocs
from tests.benchmarks.records import Records
from tests.benchmarks.subjects import Person, Unit
from tests.benchmarks.telling import Telling

YEARS = range(2015, 2025)
UNITS_OF_A_BLOC = 10


@dataclass(frozen=True)
class Shape:
    """How much is told of a unit and of a person; as it stands, no more than the law asks for.

    `criteria` are scored in each of `layers`, `past_years` the years before the first whose
    ratings and awards were taken over from paper.
    """

    people_of_a_unit: float = 20_000 / 1_500
    criteria: int = 6
    layers: tuple[covenant.Layer, ...] = ("self", "appraised")
    past_years: int = 0


@dataclass
class Ministry:
    """`facts` gives the whole log of so many people; three services tell it in turn."""

    people_count: int
    seed: int = 2024
    shape: Shape = Shape()
    years: range = YEARS
    telling: Telling = field(default_factory=lambda: Telling(2024))

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.unit_count = max(2, round(self.people_count / self.shape.people_of_a_unit))
        self.units = [Unit(self.new_id()) for _ in range(self.unit_count)]
        self.people: list[Person] = []

    @property
    def counted(self) -> Counter[str]:
        return self.telling.counted

    def new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def tell(self, about: UUID, fact: Fact) -> Envelope:
        return self.telling.tell(about, fact)

    def facts(self) -> Iterator[Envelope]:
        for year in self.years:
            yield from self.year(year)

    def year(self, year: int) -> Iterator[Envelope]:
        """People come and go, blocs form and sign; at the end everything is recorded."""
        self.telling.not_before(datetime(year, 1, 2, 8, tzinfo=UTC))
        yield from self._moves(year) if year > self.years[0] else self._founded()
        for start in range(0, len(self.units), UNITS_OF_A_BLOC):
            members = self.units[start : start + UNITS_OF_A_BLOC]
            yield from Blocs(self).of_year(members, year)
        for unit in self.units:
            yield from Records(self).year(unit, year)

    def _founded(self) -> Iterator[Envelope]:
        kinds: tuple[bloc.UnitKind, ...] = ("vu", "cuc", "cong", "van_phong", "khac")
        for number, unit in enumerate(self.units, start=1):
            yield self.tell(
                unit.id,
                bloc.UnitRegistered(
                    unit_id=unit.id,
                    name=f"Đơn vị trực thuộc số {number}",
                    short_name=f"ĐV{number}",
                    kind=self.chance.choice(kinds),
                    legal_personality=self.happens(0.5),
                    founded_on=date(self.chance.randrange(1976, 2014), 6, 1),
                ),
            )
        # The list of people is taken over unit by unit.
        places = sorted(self.chance.choices(range(self.unit_count), k=self.people_count))
        for place in places:
            start = date(
                self.chance.randrange(1990, self.years[0]), self.chance.randrange(1, 13), 1
            )
            yield self._enrolled(self.units[place], start)
        for person in self.people:
            if self.shape.past_years:
                yield from Records(self).past(person, self.years[0], self.shape.past_years)
            elif self.happens(0.1):
                past = self.years[0] - 1 - self.chance.randrange(3)
                yield from Records(self).from_before(person, past, self.years[0])

    def _enrolled(self, unit: Unit, on: date) -> Envelope:
        person = Person(self.new_id(), unit)
        self.people.append(person)
        unit.people.append(person)
        gender: Literal["female", "male"] = "female" if self.happens(0.45) else "male"
        fact = bloc.PersonEnrolled(person_id=person.id, unit_id=unit.id, gender=gender, on=on)
        return self.tell(person.id, fact)

    def _moves(self, year: int) -> Iterator[Envelope]:
        """A share of the people leaves and is followed by others; a share changes its unit."""
        for person in self.people[:]:
            unit, on = person.unit, date(year, self.chance.randrange(1, 13), 1)
            if self.happens(0.02):
                unit.people.remove(person)
                self.people.remove(person)
                yield self.tell(
                    person.id,
                    bloc.PersonLeft(
                        person_id=person.id, unit_id=unit.id, on=on, reason="Nghỉ hưu"
                    ),
                )
                yield self._enrolled(unit, on)
            elif self.happens(0.03):
                person.unit = self.chance.choice([u for u in self.units if u is not unit])
                unit.people.remove(person)
                person.unit.people.append(person)
                yield self.tell(
                    person.id,
                    bloc.PersonTransferred(
                        person_id=person.id,
                        from_unit_id=unit.id,
                        to_unit_id=person.unit.id,
                        on=on,
                    ),
                )
