"""Units, people, moves: `units.toml`, `people.toml`; the bloc: part of `year.toml`."""

from __future__ import annotations

from datetime import date

from deploy.sample.forms.form import Form
from shared.contracts.bloc import Gender, UnitKind


class Unit(Form, frozen=True, kw_only=True):
    key: str
    name: str
    short_name: str
    kind: UnitKind
    legal_personality: bool
    founded_on: date


class Units(Form, frozen=True, kw_only=True):
    units: tuple[Unit, ...]


class Person(Form, frozen=True, kw_only=True):
    """Somebody who starts in the unit that the key begins with."""

    key: str
    full_name: str
    gender: Gender
    job_title: str
    enrolled_on: date
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None
    citizen_number: str | None = None

    @property
    def first_unit(self) -> str:
        return self.key.rsplit("-", 1)[0]


class Transfer(Form, frozen=True, kw_only=True):
    person: str
    to_unit: str
    on: date


class Departure(Form, frozen=True, kw_only=True):
    person: str
    on: date
    reason: str


class People(Form, frozen=True, kw_only=True):
    without_records: tuple[str, ...]
    people: tuple[Person, ...]
    transfers: tuple[Transfer, ...]
    departures: tuple[Departure, ...]


class Bloc(Form, frozen=True, kw_only=True):
    key: str
    name: str
    organiser: str
    formed_on: date
    basis: tuple[str, ...]
    head: str
    deputies: tuple[str, ...]
    led_from: date
