"""Frame, covenant and scores: `frame.toml`, `covenant.toml`, `scores.toml`."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from deploy.sample.forms.form import Form
from shared.contracts.covenant import Pledge

Course = Literal["done", "on_course", "behind"]


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


class Ranking(Form, frozen=True, kw_only=True):
    """What decides between equal totals, in this order, and about the flag."""

    flag_by: Literal["score", "ballot", "agreement"]
    tie_break: tuple[dict[str, str], ...]


class Frame(Form, frozen=True, kw_only=True):
    name: str
    base_maximum: str
    bonus_maximum: str
    groups: tuple[Group, ...]
    bonus: tuple[Line, ...]
    penalty: tuple[Line, ...]
    ranking: Ranking
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


class Comment(Form, frozen=True, kw_only=True):
    """A remark on the first draft, and what became of it."""

    key: str
    unit: str
    article: int
    text: str
    commented_on: date
    outcome: Literal["resolved", "answered"]
    answer: str
    answered_on: date


class LateSignature(Form, frozen=True, kw_only=True):
    """The unit that signs late: its officer, by a mandate of its head."""

    unit: str
    document_number: str
    since: date
    until: date
    given_on: date
    signed_on: date


class Appendix(Form, frozen=True, kw_only=True):
    number: int
    title: str
    opened_on: date
    signed_on: date
    articles: tuple[Article, ...]
    late: LateSignature


class Said(Form, frozen=True, kw_only=True):
    """How a unit stands with an article; who is behind says why."""

    course: Course
    text: str


class Report(Form, frozen=True, kw_only=True):
    """What a unit reports at half-year; an article that it does not name is on course."""

    unit: str
    reported_on: date
    articles: dict[int, Said]


class Progress(Form, frozen=True, kw_only=True):
    """The reports in time, the one that a reminder was needed for, and one made again."""

    until: date
    due: date
    reports: tuple[Report, ...]
    late: Report
    again: Report


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
    comments: tuple[Comment, ...]
    appendix: Appendix
    progress: Progress


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


class Question(Form, frozen=True, kw_only=True):
    """What a unit asks about a score of another, and the other's explanation."""

    unit: str
    by: str
    criterion: str
    asked: str
    explained: str


class Appeal(Form, frozen=True, kw_only=True):
    """An objection to an appraised value, and the value that stands from then on."""

    unit: str
    criterion: str
    grounds: str
    value: str
    reason: str


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
    question: Question
    appeal: Appeal
