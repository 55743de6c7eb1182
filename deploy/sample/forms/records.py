"""Ratings, initiatives, bars, findings, past awards: `history.toml`, part of `year.toml`."""

from __future__ import annotations

from datetime import date
from typing import Literal

from deploy.sample.forms.form import Form
from shared.contracts.awards import DisciplineForm, Rating, Scope

Keys = tuple[str, ...]


class Ratings(Form, frozen=True, kw_only=True):
    """Ratings by year and level, each with who has it; `usual` is for everybody else.

    `decision_number` has the fields `{year}` and `{unit}`, `decided_on` is month and day.
    """

    decision_number: str
    decided_on: str
    years: dict[int, dict[Rating | Literal["none"], Keys]]
    usual: Rating | None = None

    def level(self, subject: str, year: int) -> Rating | None:
        """The rating of a subject in a year; none for those whom the file leaves without."""
        for level, subjects in self.years[year].items():
            if subject in subjects:
                return None if level == "none" else level
        return self.usual


class Initiative(Form, frozen=True, kw_only=True):
    key: str
    people: Keys
    name: str
    scope: Scope
    year: int
    decision_number: str
    recognised_on: date


class Discipline(Form, frozen=True, kw_only=True):
    """`ended_on` is set when the ending was recorded, too."""

    key: str
    person: str
    form: DisciplineForm
    decision_number: str
    imposed_on: date
    ends_on: date
    ended_on: date | None = None


class Hold(Form, frozen=True, kw_only=True):
    """Without `lifted_on` and a conclusion the hold is open."""

    key: str
    person: str
    ground: str
    placed_on: date
    conclusion: str = ""
    lifted_on: date | None = None


class PeopleFindings(Form, frozen=True, kw_only=True):
    """Found met for everybody but those listed. `body` has the field `{unit}`."""

    condition: str
    body: str
    none: Keys
    not_met: Keys


class UnitFindings(Form, frozen=True, kw_only=True):
    """The conditions found met, by unit."""

    body: str
    met: dict[str, Keys]


class Findings(Form, frozen=True, kw_only=True):
    found_on: date
    people: PeopleFindings
    units: UnitFindings


class EverybodyGood(Form, frozen=True, kw_only=True):
    award: str
    year: int


class PastAwards(Form, frozen=True, kw_only=True):
    """Awards by title and year, each with who declares it.

    `decision_number` has the fields `{year}` and `{award}`; `decided_on` is month and day of
    the year after.
    """

    decision_number: str
    decided_on: str
    confirmed_on: date
    everybody_good: EverybodyGood
    confirmed: dict[str, dict[int, Keys]]
    unconfirmed: dict[str, dict[int, Keys]]


class History(Form, frozen=True, kw_only=True):
    ratings: Ratings
    unit_ratings: Ratings
    initiatives: tuple[Initiative, ...]
    disciplines: tuple[Discipline, ...]
    holds: tuple[Hold, ...]
    past_awards: PastAwards
