"""The folds of comments, mandates, accessions, appendices and attached signatures."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from services.covenant.projections.covenants import article_views, pledge_views
from services.covenant.projections.documents import SignatureView
from services.covenant.projections.signing_documents import (
    AccessionView,
    AppendixView,
    AttachmentView,
    CommentView,
    MandateView,
)
from shared.continuity import DocumentMissing
from shared.contracts import Envelope
from shared.contracts import covenant as facts

SigningDocument: TypeAlias = (
    CommentView | MandateView | AccessionView | AppendixView | AttachmentView
)


def begun(envelope: Envelope) -> SigningDocument | None:
    """The document a fact begins; none for a fact that changes one."""
    match envelope.data:
        case facts.CovenantCommented() as fact:
            return CommentView(
                comment_id=fact.comment_id,
                covenant_id=fact.covenant_id,
                unit_id=fact.unit_id,
                account=fact.account,
                article=fact.article,
                text=fact.text,
                commented_on=fact.commented_on,
                fact_id=envelope.id,
            )
        case facts.MandateGiven() as fact:
            return MandateView(
                mandate_id=fact.mandate_id,
                covenant_id=fact.covenant_id,
                unit_id=fact.unit_id,
                account=fact.account,
                given_by=fact.given_by,
                document_number=fact.document_number,
                since=fact.since,
                until=fact.until,
                given_on=fact.given_on,
            )
        case facts.AccessionOpened() as fact:
            return AccessionView(
                accession_id=fact.accession_id,
                covenant_id=fact.covenant_id,
                unit_id=fact.unit_id,
                digest=fact.digest,
                joined_on=fact.joined_on,
            )
        case facts.AppendixOpened() as fact:
            return AppendixView(
                appendix_id=fact.appendix_id,
                covenant_id=fact.covenant_id,
                number=fact.number,
                title=fact.title,
                unit_ids=fact.unit_ids,
                articles=article_views(fact.articles),
                pledges=pledge_views(fact.pledges),
                digest=fact.digest,
                opened_on=fact.opened_on,
                missing_unit_ids=fact.unit_ids,
            )
        case facts.SignatureAttached() as fact:
            return AttachmentView(
                attachment_id=fact.attachment_id,
                covenant_id=fact.covenant_id,
                unit_id=fact.unit_id,
                form=fact.form,
                digest=fact.digest,
                key_fingerprint=fact.key_fingerprint,
                signature_digest=fact.signature_digest,
                account=fact.account,
                attached_on=fact.attached_on,
                issuer_trusted=fact.issuer_trusted,
                fact_id=envelope.id,
            )
        case _:
            return None


def changed(document: SigningDocument | None, envelope: Envelope) -> SigningDocument:
    """The document after a fact that changes it. Raises `DocumentMissing`."""
    match envelope.data, document:
        case facts.CovenantCommentAnswered() as fact, CommentView() as comment:
            return replace(
                comment,
                outcome=fact.outcome,
                answer=fact.answer,
                answered_by=fact.account,
                answered_on=fact.answered_on,
            )
        case facts.MandateWithdrawn() as fact, MandateView() as mandate:
            return replace(mandate, withdrawn_on=fact.withdrawn_on)
        case facts.AccessionSigned() as fact, AccessionView() as accession:
            return replace(accession, signature=_signature(fact, envelope))
        case facts.AppendixSigned() as fact, AppendixView() as appendix:
            return replace(
                appendix,
                signatures=(*appendix.signatures, _signature(fact, envelope)),
                missing_unit_ids=tuple(
                    unit_id for unit_id in appendix.missing_unit_ids if unit_id != fact.unit_id
                ),
            )
        case facts.AppendixInForce() as fact, AppendixView() as appendix:
            return replace(appendix, in_force_on=fact.in_force_on)
        case _:
            raise DocumentMissing(f"what {envelope.id} ({envelope.name}) changes")


def _signature(
    fact: facts.AccessionSigned | facts.AppendixSigned, envelope: Envelope
) -> SignatureView:
    return SignatureView(
        unit_id=fact.unit_id,
        account=fact.account,
        signatory_id=fact.signatory_id,
        mandate_id=fact.mandate_id,
        signed_on=fact.signed_on,
        fact_id=envelope.id,
    )
