"""The documents of frames, covenants and registrations; each answers one question, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from shared.contracts.covenant import Effect, Layer, Rule, SubjectKind, TieBreakBy


@dataclass(frozen=True, kw_only=True)
class BandView:
    """What is deducted while the measure is below `below`."""

    deduct: Decimal
    below: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class CriterionView:
    """One line of a frame, and the rule by which it is scored."""

    code: str
    name: str
    maximum: Decimal
    rule: Rule = "points"
    measure: str | None = None
    bands: tuple[BandView, ...] = ()
    target: Decimal | None = None
    evidence_required: bool = False
    may_not_apply: bool = False


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, kw_only=True)
class ConditionView:
    """What excludes a unit, bars its flag or caps its points."""

    code: str
    name: str
    effect: Effect
    ceiling: Decimal | None = None
    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class RulesView:
    """How the parts of a sheet become its total."""

    decimals: int = 2
    bonus_above_total: bool = True
    floor: Decimal | None = None
    not_applicable: Literal["nothing", "full", "scaled"] = "scaled"


@dataclass(frozen=True, kw_only=True)
class TieBreakView:
    """What decides between equal totals; `of` names the group, criterion or condition."""

    by: TieBreakBy
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingRulesView:
    """Tie-breaks in their order, and whether score or ballot prevails."""

    tie_break: tuple[TieBreakView, ...] = ()
    flag_by: Literal["score", "ballot", "agreement"] = "score"
    ballot_among: int | None = None


SCORE_ALONE = RankingRulesView()


@dataclass(frozen=True, kw_only=True)
class FrameView:
    """A scoring frame as it was adopted; `superseded_by` is the version in its place."""

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[GroupView, ...]
    bonus: tuple[CriterionView, ...]
    penalty: tuple[CriterionView, ...]
    adopted_on: date
    basis: tuple[str, ...]
    rules: RulesView = RulesView()
    conditions: tuple[ConditionView, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    version: int = 1
    supersedes: UUID | None = None
    copied_from: UUID | None = None
    superseded_by: UUID | None = None
    ranking: RankingRulesView = SCORE_ALONE


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """That a deadline was another one, and why it is no more."""

    previous: date
    reason: str
    moved_on: date
    actor: str
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class DeadlineView:
    """The last day of a layer in a bloc's year."""

    deadline_id: UUID
    bloc_id: UUID
    year: int
    layer: Layer
    last_day: date
    moves: tuple[MoveView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """One numbered article."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PledgeView:
    """A share (percent) or a count of subjects that are to reach a title."""

    award: str
    subject_kind: SubjectKind
    measure: Literal["share", "count"]
    at_least: Decimal


@dataclass(frozen=True, kw_only=True)
class SignatureView:
    """A unit's signature; `fact_id` is the published fact that proves it.

    `account` signed, as the person `signatory_id` where that is known.
    """

    unit_id: UUID
    account: str
    signed_on: date
    fact_id: str
    signatory_id: UUID | None = None
    mandate_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RevisionView:
    """The text after one revision, and the account that wrote it; 1 is the first draft."""

    number: int
    revised_on: date
    actor: str
    articles: tuple[ArticleView, ...]
    pledges: tuple[PledgeView, ...]


@dataclass(frozen=True, kw_only=True)
class CovenantView:
    """A covenant: its text, how far signing is, and who is still to sign.

    `version` is what `If-Match` takes: it counts what happened to the covenant.
    """

    covenant_id: UUID
    bloc_id: UUID
    year: int
    title: str
    unit_ids: tuple[UUID, ...]
    basis: tuple[str, ...]
    articles: tuple[ArticleView, ...]
    pledges: tuple[PledgeView, ...]
    state: Literal["draft", "open", "in_force"]
    drafted_on: date
    revised_on: date | None = None
    opened_on: date | None = None
    in_force_on: date | None = None
    digest: str | None = None
    signatures: tuple[SignatureView, ...] = ()
    missing_unit_ids: tuple[UUID, ...] = ()
    version: int = 1
    revisions: tuple[RevisionView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegistrationView:
    """A title that a subject aims at; `returned` is why it was given back, if it was."""

    registration_id: UUID
    covenant_id: UUID
    unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    registered_on: date
    returned: str | None = None
    returned_on: date | None = None
