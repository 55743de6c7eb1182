"""The facts of what stands around a covenant: comments, mandates, later units, appendices."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.covenant.covenants import Article, Pledge
from shared.contracts.envelope import Fact


class CovenantCommented(Fact, frozen=True, kw_only=True):
    """A unit remarks on an article of a draft, or on the whole where `article` is none."""

    comment_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str
    text: str
    commented_on: date
    article: int | None = None


class CovenantCommentAnswered(Fact, frozen=True, kw_only=True):
    """The draft was changed as remarked (`resolved`), or the remark was answered."""

    comment_id: UUID
    covenant_id: UUID
    unit_id: UUID
    outcome: Literal["resolved", "answered"]
    answer: str
    account: str
    answered_on: date


class MandateGiven(Fact, frozen=True, kw_only=True):
    """`account` may sign a covenant for a unit from `since` to `until`, by a document."""

    mandate_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str
    given_by: str
    document_number: str
    since: date
    until: date
    given_on: date


class MandateWithdrawn(Fact, frozen=True, kw_only=True):
    """A mandate is taken back; what was signed by it stands."""

    mandate_id: UUID
    covenant_id: UUID
    unit_id: UUID
    withdrawn_on: date


class AccessionOpened(Fact, frozen=True, kw_only=True):
    """A unit joins a covenant later, and is to sign the text with this digest."""

    accession_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    digest: str
    joined_on: date


class AccessionSigned(Fact, frozen=True, kw_only=True):
    """A unit that joined later signed the text with this digest."""

    accession_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str
    digest: str
    signed_on: date
    signatory_id: UUID | None = None
    mandate_id: UUID | None = None


class AppendixOpened(Fact, frozen=True, kw_only=True):
    """An appendix to a covenant in force is open for signing by all units."""

    appendix_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_ids: tuple[UUID, ...]
    number: int
    title: str
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    digest: str
    opened_on: date


class AppendixSigned(Fact, frozen=True, kw_only=True):
    """A unit signed the appendix with this digest."""

    appendix_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str
    digest: str
    signed_on: date
    signatory_id: UUID | None = None
    mandate_id: UUID | None = None


class AppendixInForce(Fact, frozen=True, kw_only=True):
    """Every unit has signed the appendix."""

    appendix_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    in_force_on: date


class SignatureAttached(Fact, frozen=True, kw_only=True):
    """A detached signature of the text with this digest was verified and attached.

    `key_fingerprint` is SHA-256 of the public key, `signature_digest` of the file: whoever
    holds the file proves by them that it was this one. No name is in here. `issuer_trusted`:
    the certificate was issued by an authority that this system was told to trust.
    """

    attachment_id: UUID
    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    form: Literal["cms", "ed25519"]
    digest: str
    key_fingerprint: str
    signature_digest: str
    account: str
    attached_on: date
    issuer_trusted: bool = False
