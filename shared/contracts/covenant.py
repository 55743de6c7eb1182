"""What `covenant` publishes: frames, covenants, title registrations, scores, rankings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact

Layer = Literal["self", "cross", "consolidated", "appraised"]
Part = Literal["base", "bonus", "penalty"]
SubjectKind = Literal["person", "unit"]


class Criterion(msgspec.Struct, frozen=True):
    """One line of a frame: at most `maximum` points."""

    code: str
    name: str
    maximum: Decimal


class Group(msgspec.Struct, frozen=True):
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[Criterion, ...]


class FrameAdopted(Fact, frozen=True, kw_only=True):
    """The scoring frame of a bloc's year. The groups' maxima add up to `base_maximum`.

    `bonus` criteria add up to `bonus_maximum` at most, `penalty` criteria are deducted.
    """

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...]
    penalty: tuple[Criterion, ...]
    adopted_on: date
    basis: tuple[str, ...] = ()


class Article(msgspec.Struct, frozen=True):
    """One numbered article of a covenant."""

    number: int
    heading: str
    text: str


class Pledge(msgspec.Struct, frozen=True):
    """A measurable pledge: a share (percent) or a count of subjects that reach a title."""

    award: str
    subject_kind: SubjectKind
    measure: Literal["share", "count"]
    at_least: Decimal


class CovenantDrafted(Fact, frozen=True, kw_only=True):
    """A covenant of a bloc for a year is drafted. `unit_ids` are those that must sign."""

    covenant_id: UUID
    bloc_id: UUID
    year: int
    title: str
    unit_ids: tuple[UUID, ...]
    basis: tuple[str, ...]
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    drafted_on: date


class CovenantRevised(Fact, frozen=True, kw_only=True):
    """The draft's text is replaced."""

    covenant_id: UUID
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    revised_on: date


class CovenantOpened(Fact, frozen=True, kw_only=True):
    """The text is fixed and open for signing; `digest` is SHA-256 of its canonical JSON."""

    covenant_id: UUID
    bloc_id: UUID
    unit_ids: tuple[UUID, ...]
    digest: str
    opened_on: date


class CovenantSigned(Fact, frozen=True, kw_only=True):
    """A unit signed the text with this digest.

    `account` is the login that signed, `signatory_id` the person of `bloc` it signed as, where
    that is known. Neither is a name: names may be erased, facts may not.
    """

    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str
    digest: str
    signed_on: date
    signatory_id: UUID | None = None


class CovenantInForce(Fact, frozen=True, kw_only=True):
    """Every unit has signed."""

    covenant_id: UUID
    bloc_id: UUID
    unit_ids: tuple[UUID, ...]
    year: int
    in_force_on: date


class TitleRegistered(Fact, frozen=True, kw_only=True):
    """A subject aims at a title this year: a pledge, no legal basis (Law 06/2022, Art. 7)."""

    registration_id: UUID
    covenant_id: UUID
    unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    registered_on: date


class ScorecardOpened(Fact, frozen=True, kw_only=True):
    """A unit's scorecard of a year is open for scoring against a frame."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int
    opened_on: date


class ScoreRecorded(Fact, frozen=True, kw_only=True):
    """A value for one criterion in one layer. It replaces nothing: earlier values stay.

    `by_unit_id` is the scoring unit for layer `cross`, the unit itself for `self`, none above.
    `previous` is the value this one follows in the same place, none for the first. A sheet's
    total is the sum of its last values in parts `base` and `bonus`, less those in `penalty`.
    """

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    year: int
    layer: Layer
    criterion: str
    value: Decimal
    recorded_on: date
    by_unit_id: UUID | None = None
    previous: Decimal | None = None
    reason: str | None = None
    part: Part = "base"


class ScorecardSubmitted(Fact, frozen=True, kw_only=True):
    """A layer of a scorecard is complete (every criterion scored) and closed."""

    scorecard_id: UUID
    unit_id: UUID
    layer: Layer
    submitted_on: date
    by_unit_id: UUID | None = None


class ScorecardReturned(Fact, frozen=True, kw_only=True):
    """The self-score is given back to its unit, with a reason.

    A consolidation that was submitted on top of it is open again too; all values stay.
    """

    scorecard_id: UUID
    unit_id: UUID
    reason: str
    returned_on: date


class Place(msgspec.Struct, frozen=True):
    """A unit's place: equal totals share a rank."""

    rank: int
    unit_id: UUID
    total: Decimal


class RankingFinalised(Fact, frozen=True, kw_only=True):
    """The bloc's ranking of the year, from the appraised scores."""

    ranking_id: UUID
    bloc_id: UUID
    year: int
    places: tuple[Place, ...]
    finalised_on: date
