"""A ministry by its facts: units, people, ten years of titles; the same again for every seed.

Facts come one by one, in the order of the stream and with their whole envelopes: nothing but
what is known of each person and unit now is kept. What a year consists of stands in `year`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal
from uuid import UUID

from shared.contracts import Envelope, Fact, bloc, publisher_of
from tests.benchmarks.blocs import Blocs
from tests.benchmarks.records import Records
from tests.benchmarks.subjects import Person, Unit

YEARS = range(2015, 2025)
UNITS_OF_A_BLOC = 10
PEOPLE_OF_A_UNIT = 20_000 / 1_500


@dataclass
class Ministry:
    """`facts` gives the whole log of so many people; three services tell it in turn."""

    people_count: int
    seed: int = 2024
    counted: Counter[str] = field(default_factory=Counter, init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.unit_count = max(2, round(self.people_count / PEOPLE_OF_A_UNIT))
        self.units = [Unit(self.new_id()) for _ in range(self.unit_count)]
        self.people: list[Person] = []
        self._positions = Counter[str]()
        self._epochs = {source: self.new_id().hex for source in ("bloc", "covenant", "awards")}
        self._now = datetime(YEARS[0], 1, 2, 8, tzinfo=UTC)
        self._records = Records(self)

    def new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def tell(self, about: UUID, fact: Fact) -> Envelope:
        """The fact in its place: the next of the service whose language it is in."""
        source = publisher_of(type(fact))
        self._positions[source] += 1
        position = self._positions[source]
        self._now += timedelta(seconds=1)
        self.counted[type(fact).__name__] += 1
        trace = f"{self.chance.getrandbits(128):032x}"
        return Envelope(
            source=source,
            position=position,
            previous=position - 1,
            epoch=self._epochs[source],
            time=self._now,
            subject=str(about),
            data=fact,
            actor="tdkt",
            correlation=trace,
            traceparent=f"00-{trace}-{self.chance.getrandbits(64):016x}-01",
        )

    def facts(self) -> Iterator[Envelope]:
        yield from self._founded()
        for year in YEARS:
            self._now = max(self._now, datetime(year, 1, 2, 8, tzinfo=UTC))
            yield from self._year(year)

    def _year(self, year: int) -> Iterator[Envelope]:
        """People come and go, blocs form and sign; at the end everything is recorded."""
        if year > YEARS[0]:
            yield from self._moves(year)
        for start in range(0, len(self.units), UNITS_OF_A_BLOC):
            members = self.units[start : start + UNITS_OF_A_BLOC]
            yield from Blocs(self).of_year(members, year)
        for unit in self.units:
            yield from self._records.year(unit, year)

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
            start = date(self.chance.randrange(1990, YEARS[0]), self.chance.randrange(1, 13), 1)
            yield self._enrolled(self.units[place], start)
        for person in self.people:
            if self.happens(0.1):
                yield from self._records.from_before(person, YEARS[0])

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
