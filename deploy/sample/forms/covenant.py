"""Frame, covenant and scores: `frame.toml`, `covenant.toml`, `scores.toml`."""

from __future__ import annotations

from datetime import date

import msgspec

from deploy.sample.forms.form import Form
from shared.contracts.covenant import Pledge


class Line(Form, frozen=True, kw_only=True):
    """A criterion of the frame; points are written as text, so that none is rounded."""

    code: str
    name: str
    maximum: str


class Group(Form, frozen=True, kw_only=True):
    code: str
    name: str
    maximum: str
    criteria: tuple[Line, ...]


class Frame(Form, frozen=True, kw_only=True):
    name: str
    base_maximum: str
    bonus_maximum: str
    groups: tuple[Group, ...]
    bonus: tuple[Line, ...]
    penalty: tuple[Line, ...]
    adopted_on: date
    basis: tuple[str, ...]


class Article(Form, frozen=True, kw_only=True):
    """An article as it was signed, and as it was first drafted where that differs."""

    heading: str
    text: str
    first_draft: str | None = None


class Signature(Form, frozen=True, kw_only=True):
    """Who signs for a unit; `signatory` is the key of a person."""

    unit: str
    signatory: str


class Covenant(Form, frozen=True, kw_only=True):
    title: str
    basis: tuple[str, ...]
    drafted_on: date
    revised_on: date
    opened_on: date
    signed_on: date
    pledges: tuple[Pledge, ...]
    signatures: tuple[Signature, ...]
    articles: tuple[Article, ...]


class Score(Form, frozen=True, kw_only=True):
    value: str
    reason: str


class Returned(Form, frozen=True, kw_only=True):
    reason: str


class Card(Form, frozen=True, kw_only=True):
    """How one unit was scored. A layer names only what it sees differently."""

    self: dict[str, str]
    cross: dict[str, dict[str, Score]]
    consolidated: dict[str, Score]
    appraised: dict[str, Score]
    returned: Returned | None = None
    corrected: dict[str, Score] = msgspec.field(default_factory=dict)


class Scores(Form, frozen=True, kw_only=True):
    opened_on: date
    scored_on: date
    returned_on: date
    corrected_on: date
    crossed_on: date
    consolidated_on: date
    appraised_on: date
    finalised_on: date
    units: dict[str, Card]
