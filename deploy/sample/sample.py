"""The sample as one value, and the questions its steps ask of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from deploy.sample.forms.covenant import Covenant, Frame, Scores
from deploy.sample.forms.meeting import Meeting
from deploy.sample.forms.people import People, Person, Unit, Units
from deploy.sample.forms.records import History
from deploy.sample.forms.rounds import Phases, Year
from shared.contracts.awards import Rating
from shared.contracts.covenant import SubjectKind

FOLDER = Path(__file__).parent
GOOD_OR_BETTER = frozenset({"GOOD", "EXCELLENT"})

T = TypeVar("T")


@dataclass(frozen=True)
class Sample:
    """Everything the files say."""

    units: tuple[Unit, ...]
    people: People
    history: History
    frame: Frame
    covenant: Covenant
    scores: Scores
    meeting: Meeting
    year: Year
    phases: Phases

    def unit(self, key: str) -> Unit:
        return next(unit for unit in self.units if unit.key == key)

    def kind_of(self, subject: str) -> SubjectKind:
        """Whether a key names a unit or a person."""
        return "unit" if any(unit.key == subject for unit in self.units) else "person"

    def unit_of(self, subject: str, on: date) -> str:
        """The unit a person is in on a day; a unit is in itself."""
        if self.kind_of(subject) == "unit":
            return subject
        moves = [m for m in self.people.transfers if m.person == subject and m.on <= on]
        if moves:
            return max(moves, key=lambda move: move.on).to_unit
        return next(p.first_unit for p in self.people.people if p.key == subject)

    def recorded_people(self, year: int) -> list[Person]:
        """Those of whom there are records of a year: at work since before its second half."""
        return [
            person
            for person in self.people.people
            if person.key not in self.people.without_records
            and person.enrolled_on < date(year, 7, 1)
        ]

    def rating(self, person: Person, year: int) -> Rating | None:
        ratings = self.year.ratings if year == self.year.year else self.history.ratings
        return ratings.level(person.key, year)

    def good_people(self, year: int) -> list[str]:
        """Those rated GOOD or better for a year."""
        return [
            person.key
            for person in self.recorded_people(year)
            if self.rating(person, year) in GOOD_OR_BETTER
        ]


@cache
def sample() -> Sample:
    """Read the files. Raises `msgspec.ValidationError` for one that says what it may not."""
    return Sample(
        units=_read("units", Units).units,
        people=_read("people", People),
        history=_read("history", History),
        frame=_read("frame", Frame),
        covenant=_read("covenant", Covenant),
        scores=_read("scores", Scores),
        meeting=_read("meeting", Meeting),
        year=_read("year", Year),
        phases=_read("phases", Phases),
    )


def _read(name: str, form: type[T]) -> T:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    # Years are keys of tables, and a key is text in this format.
    return msgspec.convert(data, form, str_keys=True)
