"""What this service keeps for reading: which document a fact touches, and what becomes of it.

`documents_touched` and `evolve` are pure. They are called for one fact at a time, in the order
of the log; the caller keeps documents by kind and key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias, get_args

from services.covenant.projections import (
    covenants,
    dialogue,
    frames,
    rankings,
    scorecards,
    signing,
)
from services.covenant.projections.documents import (
    CovenantView,
    DeadlineView,
    FrameView,
    RegistrationView,
)
from services.covenant.projections.rankings import live_ranking, ranking_key
from services.covenant.projections.score_documents import (
    FinalRanking,
    RankingView,
    ScorecardView,
)
from services.covenant.projections.signing import SigningDocument
from services.covenant.projections.signing_documents import (
    AccessionView,
    AppendixView,
    AttachmentView,
    CommentView,
    CovenantFile,
    MandateView,
)
from shared.continuity import DocumentMissing
from shared.contracts import Envelope
from shared.contracts import covenant as facts

__all__ = [
    "AccessionView",
    "AppendixView",
    "AttachmentView",
    "CommentView",
    "CovenantFile",
    "CovenantView",
    "DeadlineView",
    "Document",
    "DocumentMissing",
    "FinalRanking",
    "FrameView",
    "Kind",
    "MandateView",
    "RankingView",
    "RegistrationView",
    "ScorecardView",
    "documents_touched",
    "evolve",
    "live_ranking",
    "ranking_key",
]


Kind = Literal[
    "frame",
    "deadline",
    "covenant",
    "comment",
    "mandate",
    "accession",
    "appendix",
    "attachment",
    "registration",
    "scorecard",
    "ranking",
]
Document: TypeAlias = (
    FrameView
    | DeadlineView
    | CovenantView
    | SigningDocument
    | RegistrationView
    | ScorecardView
    | FinalRanking
)


SIGNING_KINDS = frozenset({"comment", "mandate", "accession", "appendix", "attachment"})


def documents_touched(envelope: Envelope) -> list[tuple[Kind, str]]:
    """The kind and key of each document that a fact changes; none for facts of no concern."""
    match envelope.data:
        case facts.FrameAdopted(frame_id=frame_id) | facts.FrameSuperseded(frame_id=frame_id):
            return [("frame", str(frame_id))]
        case (
            facts.ScoringDeadlineSet(deadline_id=deadline_id)
            | facts.ScoringDeadlineMoved(deadline_id=deadline_id)
        ):
            return [("deadline", str(deadline_id))]
        case (
            facts.CovenantDrafted(covenant_id=covenant_id)
            | facts.CovenantRevised(covenant_id=covenant_id)
            | facts.CovenantOpened(covenant_id=covenant_id)
            | facts.CovenantSigned(covenant_id=covenant_id)
            | facts.CovenantInForce(covenant_id=covenant_id)
        ):
            return [("covenant", str(covenant_id))]
        case (
            facts.CovenantCommented(comment_id=comment_id)
            | facts.CovenantCommentAnswered(comment_id=comment_id)
        ):
            return [("comment", str(comment_id))]
        case (
            facts.MandateGiven(mandate_id=mandate_id)
            | facts.MandateWithdrawn(mandate_id=mandate_id)
        ):
            return [("mandate", str(mandate_id))]
        case (
            facts.AccessionOpened(accession_id=accession_id)
            | facts.AccessionSigned(accession_id=accession_id)
        ):
            return [("accession", str(accession_id))]
        case (
            facts.AppendixOpened(appendix_id=appendix_id)
            | facts.AppendixSigned(appendix_id=appendix_id)
            | facts.AppendixInForce(appendix_id=appendix_id)
        ):
            return [("appendix", str(appendix_id))]
        case facts.SignatureAttached(attachment_id=attachment_id):
            return [("attachment", str(attachment_id))]
        case (
            facts.TitleRegistered(registration_id=registration_id)
            | facts.RegistrationReturned(registration_id=registration_id)
            | facts.TitleRegisteredAgain(registration_id=registration_id)
        ):
            return [("registration", str(registration_id))]
        case (
            facts.ScorecardOpened(scorecard_id=scorecard_id)
            | facts.ScoreRecorded(scorecard_id=scorecard_id)
            | facts.ScorecardSubmitted(scorecard_id=scorecard_id)
            | facts.ScorecardReturned(scorecard_id=scorecard_id)
            | facts.ConsolidationReturned(scorecard_id=scorecard_id)
            | facts.EvidenceAttached(scorecard_id=scorecard_id)
            | facts.EvidenceWithdrawn(scorecard_id=scorecard_id)
            | facts.ScoreRemarked(scorecard_id=scorecard_id)
            | facts.ConflictDeclared(scorecard_id=scorecard_id)
            | facts.ConditionJudged(scorecard_id=scorecard_id)
            | facts.ScoreAppealed(scorecard_id=scorecard_id)
            | facts.AppealDecided(scorecard_id=scorecard_id)
        ):
            return [("scorecard", str(scorecard_id))]
        case facts.RankingFinalised(bloc_id=bloc_id, year=year):
            return [("ranking", ranking_key(bloc_id, year))]
        case _:
            return []


def evolve(kind: Kind, document: Document | None, envelope: Envelope) -> Document:
    """The document after a fact that touches it.

    Raises `DocumentMissing` for a change of what was never begun.
    """
    match envelope.data, document:
        case facts.FrameAdopted() as fact, _:
            return frames.adopted(fact)
        case facts.FrameSuperseded() as fact, FrameView() as frame:
            return frames.superseded(frame, fact)
        case facts.ScoringDeadlineSet() as fact, _:
            return frames.deadline_set(fact)
        case facts.ScoringDeadlineMoved() as fact, DeadlineView() as deadline:
            return frames.deadline_moved(deadline, fact, envelope)
        case facts.TitleRegistered() as fact, _:
            return covenants.registered(fact)
        case facts.RankingFinalised() as fact, _:
            return rankings.finalised(fact)
        case facts.CovenantDrafted() as fact, _:
            return covenants.drafted(fact, envelope)
        case facts.ScorecardOpened() as fact, _:
            return scorecards.opened(fact)
        case facts.RegistrationReturned() as fact, RegistrationView() as registration:
            return covenants.returned(registration, fact)
        case facts.TitleRegisteredAgain() as fact, RegistrationView() as registration:
            return covenants.registered_again(registration, fact)
        case _, CovenantView() as covenant:
            changed = _evolve_covenant(covenant, envelope)
            return replace(changed, version=covenant.version + 1)
        case _, ScorecardView() as card:
            # Each event of a scorecard is one fact of it, so its version counts them.
            return _evolve_scorecard(replace(card, version=card.version + 1), envelope)
        case _ if kind in SIGNING_KINDS:
            new = signing.begun(envelope)
            return signing.changed(_of_signing(document), envelope) if new is None else new
        case _:
            raise DocumentMissing(f"{kind} of {envelope.id} ({envelope.name})")


def _of_signing(document: Document | None) -> SigningDocument | None:
    return document if isinstance(document, get_args(SigningDocument)) else None


def _evolve_covenant(covenant: CovenantView, envelope: Envelope) -> CovenantView:
    match envelope.data:
        case facts.CovenantRevised() as fact:
            return covenants.revised(covenant, fact, envelope)
        case facts.CovenantOpened() as fact:
            return covenants.opened(covenant, fact)
        case facts.CovenantSigned() as fact:
            return covenants.signed(covenant, fact, envelope)
        case facts.CovenantInForce() as fact:
            return covenants.in_force(covenant, fact)
        case _:
            return covenant


def _evolve_scorecard(card: ScorecardView, envelope: Envelope) -> ScorecardView:
    match envelope.data:
        case facts.ScoreRecorded() as fact:
            return scorecards.scored(card, fact, envelope)
        case facts.ScorecardSubmitted() as fact:
            return scorecards.submitted(card, fact)
        case facts.ScorecardReturned() as fact:
            return scorecards.returned(card, fact, envelope)
        case facts.ConsolidationReturned() as fact:
            return scorecards.consolidation_returned(card, fact, envelope)
        case facts.EvidenceAttached() as fact:
            return dialogue.attached(card, fact, envelope)
        case facts.EvidenceWithdrawn() as fact:
            return dialogue.withdrawn(card, fact)
        case facts.ScoreRemarked() as fact:
            return dialogue.remarked(card, fact, envelope)
        case facts.ConflictDeclared() as fact:
            return scorecards.summed_up(dialogue.conflicted(card, fact, envelope))
        case facts.ConditionJudged() as fact:
            return scorecards.summed_up(dialogue.judged(card, fact, envelope))
        case facts.ScoreAppealed() as fact:
            return dialogue.appealed(card, fact, envelope)
        case facts.AppealDecided() as fact:
            return dialogue.decided(card, fact, envelope)
        case _:
            return card
