"""The documents of frames, covenants and registrations; each answers one question, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from shared.contracts.covenant import SubjectKind


@dataclass(frozen=True, kw_only=True)
class CriterionView:
    """One line of a frame."""

    code: str
    name: str
    maximum: Decimal


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, kw_only=True)
class FrameView:
    """A scoring frame as it was adopted."""

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
