"""The sample's files, read into types: a wrong field or a wrong code is refused at once."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from deploy.sample.records import Discipline, Findings, Hold, Initiative, PastAwards, Ratings
from shared.contracts.awards import RevocationGround
from shared.contracts.bloc import Gender, UnitKind
from shared.contracts.covenant import Pledge

FOLDER = Path(__file__).parent

T = TypeVar("T")


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a file. A field that nobody knows is a mistake of the file."""


class Unit(Form):
    key: str
    name: str
    short_name: str
    kind: UnitKind
    legal_personality: bool
    founded_on: date


class Person(Form):
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


class Transfer(Form):
    person: str
    to_unit: str
    on: date


class Departure(Form):
    person: str
    on: date
    reason: str


class People(Form):
    without_records: tuple[str, ...]
    people: tuple[Person, ...]
    transfers: tuple[Transfer, ...]
    departures: tuple[Departure, ...]


class History(Form):
    ratings: Ratings
    unit_ratings: Ratings
    initiatives: tuple[Initiative, ...]
    disciplines: tuple[Discipline, ...]
    holds: tuple[Hold, ...]
    past_awards: PastAwards


class Line(Form):
    """A criterion of the frame; points are written as text, so that none is rounded."""

    code: str
    name: str
    maximum: str


class Group(Form):
    code: str
    name: str
    maximum: str
    criteria: tuple[Line, ...]


class Frame(Form):
    name: str
    base_maximum: str
    bonus_maximum: str
    groups: tuple[Group, ...]
    bonus: tuple[Line, ...]
    penalty: tuple[Line, ...]
    adopted_on: date
    basis: tuple[str, ...]


class Article(Form):
    """An article as it was signed, and as it was first drafted where that differs."""

    heading: str
    text: str
    first_draft: str | None = None


class Signature(Form):
    unit: str
    signatory: str


class Covenant(Form):
    title: str
    basis: tuple[str, ...]
    drafted_on: date
    revised_on: date
    opened_on: date
    signed_on: date
    pledges: tuple[Pledge, ...]
    signatures: tuple[Signature, ...]
    articles: tuple[Article, ...]


class Score(Form):
    value: str
    reason: str


class Returned(Form):
    reason: str


class Card(Form):
    """How one unit was scored. A layer names only what it sees differently."""

    self: dict[str, str]
    cross: dict[str, dict[str, Score]]
    consolidated: dict[str, Score]
    appraised: dict[str, Score]
    returned: Returned | None = None
    corrected: dict[str, Score] = {}


class Scores(Form):
    opened_on: date
    scored_on: date
    returned_on: date
    corrected_on: date
    crossed_on: date
    consolidated_on: date
    appraised_on: date
    finalised_on: date
    units: dict[str, Card]


class Bloc(Form):
    key: str
    name: str
    organiser: str
    formed_on: date
    basis: tuple[str, ...]
    head: str
    deputies: tuple[str, ...]
    led_from: date


class Registrations(Form):
    on: date
    titles: dict[str, tuple[str, ...]]


class EverybodyGood(Form):
    """Everybody rated GOOD or better is put forward, but for the exceptions."""

    award: str
    exceptions: tuple[str, ...] = msgspec.field(name="except")


class Return(Form):
    award: str
    subject: str
    reason: str
    returned_on: date


class Decision(Form):
    """A decision on the round's nominations, by unit or by award or by both."""

    key: str
    number: str
    authority: str
    decided_on: date
    unit: str | None = None
    awards: tuple[str, ...] | None = None


class Round(Form):
    submitted_on: date
    nominations: dict[str, tuple[str, ...]]
    everybody_good: EverybodyGood | None = None
    returns: tuple[Return, ...] = ()
    decisions: tuple[Decision, ...] = ()


class Revocation(Form):
    award: str
    year: int
    subject: str
    ground: RevocationGround
    decision_number: str
    reason: str
    revoked_on: date


class Year(Form):
    year: int
    bloc: Bloc
    registrations: Registrations
    ratings: Ratings
    unit_ratings: Ratings
    initiatives: tuple[Initiative, ...]
    disciplines: tuple[Discipline, ...]
    holds: tuple[Hold, ...]
    findings: Findings
    first_round: Round
    second_round: Round
    third_round: Round
    revocations: tuple[Revocation, ...]


class Phase(Form):
    key: str
    text: str


class Units(Form):
    units: tuple[Unit, ...]


class Phases(Form):
    phases: tuple[Phase, ...]
