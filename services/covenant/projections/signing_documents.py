"""The documents of what stands around a covenant; each of them belongs to one covenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.covenant.projections.documents import (
    ArticleView,
    CovenantView,
    PledgeView,
    SignatureView,
)


@dataclass(frozen=True, kw_only=True)
class CommentView:
    """What a unit remarked on the draft, and what became of it."""

    comment_id: UUID
    covenant_id: UUID
    unit_id: UUID
    account: str
    article: int | None
    text: str
    commented_on: date
    fact_id: str
    outcome: Literal["resolved", "answered"] | None = None
    answer: str = ""
    answered_by: str | None = None
    answered_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class MandateView:
    """Who may sign for a unit, by whom, under which document, from and until when."""

    mandate_id: UUID
    covenant_id: UUID
    unit_id: UUID
    account: str
    given_by: str
    document_number: str
    since: date
    until: date
    given_on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AccessionView:
    """A unit that joined later; without a signature it is still to sign."""

    accession_id: UUID
    covenant_id: UUID
    unit_id: UUID
    digest: str
    joined_on: date
    signature: SignatureView | None = None


@dataclass(frozen=True, kw_only=True)
class AppendixView:
    """An appendix: its text, and who is still to sign it."""

    appendix_id: UUID
    covenant_id: UUID
    number: int
    title: str
    unit_ids: tuple[UUID, ...]
    articles: tuple[ArticleView, ...]
    pledges: tuple[PledgeView, ...]
    digest: str
    opened_on: date
    signatures: tuple[SignatureView, ...] = ()
    missing_unit_ids: tuple[UUID, ...] = ()
    in_force_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AttachmentView:
    """A detached signature that was verified: by which key, over which text."""

    attachment_id: UUID
    covenant_id: UUID
    unit_id: UUID
    form: Literal["cms", "ed25519"]
    digest: str
    key_fingerprint: str
    signature_digest: str
    account: str
    attached_on: date
    issuer_trusted: bool
    fact_id: str


@dataclass(frozen=True, kw_only=True)
class CovenantFile:
    """A covenant with everything that stands around it."""

    covenant: CovenantView
    comments: tuple[CommentView, ...]
    mandates: tuple[MandateView, ...]
    accessions: tuple[AccessionView, ...]
    appendices: tuple[AppendixView, ...]
    attachments: tuple[AttachmentView, ...]
