"""Events of what stands around a covenant into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.accession import Accession
from services.covenant.domain.appendix import Appendix
from services.covenant.domain.attachment import SignatureAttachment
from services.covenant.domain.comment import CovenantComment
from services.covenant.domain.mandate import Mandate
from services.covenant.publishing.covenants import article_facts, pledge_facts
from shared.contracts import Fact
from shared.contracts import covenant as facts

CommentEvent: TypeAlias = CovenantComment.Created | CovenantComment.Answered
MandateEvent: TypeAlias = Mandate.Created | Mandate.Withdrawn
AccessionEvent: TypeAlias = Accession.Created | Accession.Signed
AppendixEvent: TypeAlias = Appendix.Created | Appendix.Signed | Appendix.InForce
SigningEvent: TypeAlias = (
    CommentEvent | MandateEvent | AccessionEvent | AppendixEvent | SignatureAttachment.Created
)


def signing_fact(event: SigningEvent) -> Fact:
    match event:
        case CovenantComment.Created() | CovenantComment.Answered():
            return _of_comment(event)
        case Mandate.Created() | Mandate.Withdrawn():
            return _of_mandate(event)
        case Accession.Created() | Accession.Signed():
            return _of_accession(event)
        case Appendix.Created() | Appendix.Signed() | Appendix.InForce():
            return _of_appendix(event)
        case SignatureAttachment.Created():
            return _of_attachment(event)
    assert_never(event)


def _of_comment(event: CommentEvent) -> Fact:
    match event:
        case CovenantComment.Created():
            return facts.CovenantCommented(
                comment_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                account=event.account,
                text=event.text,
                commented_on=event.commented_on,
                article=event.article,
            )
        case CovenantComment.Answered():
            return facts.CovenantCommentAnswered(
                comment_id=event.originator_id,
                covenant_id=event.covenant_id,
                unit_id=event.unit_id,
                outcome=event.outcome,
                answer=event.answer,
                account=event.account,
                answered_on=event.answered_on,
            )
    assert_never(event)


def _of_mandate(event: MandateEvent) -> Fact:
    match event:
        case Mandate.Created():
            return facts.MandateGiven(
                mandate_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                account=event.account,
                given_by=event.given_by,
                document_number=event.document_number,
                since=event.since,
                until=event.until,
                given_on=event.given_on,
            )
        case Mandate.Withdrawn():
            return facts.MandateWithdrawn(
                mandate_id=event.originator_id,
                covenant_id=event.covenant_id,
                unit_id=event.unit_id,
                withdrawn_on=event.withdrawn_on,
            )
    assert_never(event)


def _of_accession(event: AccessionEvent) -> Fact:
    match event:
        case Accession.Created():
            return facts.AccessionOpened(
                accession_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                digest=event.digest,
                joined_on=event.joined_on,
            )
        case Accession.Signed():
            return facts.AccessionSigned(
                accession_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                account=event.account,
                digest=event.digest,
                signed_on=event.signed_on,
                signatory_id=event.signatory_id,
                mandate_id=event.mandate_id,
            )
    assert_never(event)


def _of_appendix(event: AppendixEvent) -> Fact:
    match event:
        case Appendix.Created():
            return facts.AppendixOpened(
                appendix_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                unit_ids=event.unit_ids,
                number=event.number,
                title=event.title,
                articles=article_facts(event.articles),
                pledges=pledge_facts(event.pledges),
                digest=event.digest,
                opened_on=event.opened_on,
            )
        case Appendix.Signed():
            return facts.AppendixSigned(
                appendix_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                account=event.account,
                digest=event.digest,
                signed_on=event.signed_on,
                signatory_id=event.signatory_id,
                mandate_id=event.mandate_id,
            )
        case Appendix.InForce():
            return facts.AppendixInForce(
                appendix_id=event.originator_id,
                covenant_id=event.covenant_id,
                bloc_id=event.bloc_id,
                in_force_on=event.in_force_on,
            )
    assert_never(event)


def _of_attachment(event: SignatureAttachment.Created) -> Fact:
    return facts.SignatureAttached(
        attachment_id=event.originator_id,
        covenant_id=event.covenant_id,
        bloc_id=event.bloc_id,
        unit_id=event.unit_id,
        form=event.form,
        digest=event.digest,
        key_fingerprint=event.key_fingerprint,
        signature_digest=event.signature_digest,
        account=event.account,
        attached_on=event.attached_on,
        issuer_trusted=event.issuer_trusted,
    )
