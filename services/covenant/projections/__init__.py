"""What this service keeps for reading: which document a fact touches, and what becomes of it.

`documents_touched` and `evolve` are pure. They are called for one fact at a time, in the order
of the log; the caller keeps documents by kind and key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, get_args

from services.covenant.projections import (
    covenants,
    dialogue,
    following,
    frames,
    meetings,
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
from services.covenant.projections.following import ProgressView, ReminderView
from services.covenant.projections.meeting_documents import (
    BallotView,
    MeetingView,
    RecountView,
)
from services.covenant.projections.meetings import recount
from services.covenant.projections.ranking_documents import FinalRanking, RankingView
from services.covenant.projections.rankings import ranking_key
from services.covenant.projections.score_documents import ScorecardView
from services.covenant.projections.signing import SigningDocument
from services.covenant.projections.signing_documents import (
    AccessionView,
    AppendixView,
    AttachmentView,
    CommentView,
    CovenantFile,
    MandateView,
)
from services.covenant.projections.touched import Kind, documents_touched
from shared.continuity import DocumentMissing
from shared.contracts import Envelope
from shared.contracts import covenant as facts

__all__ = [
    "AccessionView",
    "AppendixView",
    "AttachmentView",
    "BallotView",
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
    "MeetingView",
    "ProgressView",
    "RankingView",
    "RecountView",
    "RegistrationView",
    "ReminderView",
    "ScorecardView",
    "documents_touched",
    "evolve",
    "ranking_key",
    "recount",
]


Document: TypeAlias = (
    FrameView
    | DeadlineView
    | CovenantView
    | SigningDocument
    | RegistrationView
    | ScorecardView
    | MeetingView
    | BallotView
    | FinalRanking
    | ProgressView
    | ReminderView
)


SIGNING_KINDS = frozenset({"comment", "mandate", "accession", "appendix", "attachment"})


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
        case facts.ProgressReported() as fact, _:
            return following.reported(fact, envelope)
        case facts.ProgressReportedAgain() as fact, ProgressView():
            return following.reported(fact, envelope)
        case facts.UnitsReminded() as fact, _:
            return following.reminded(fact, envelope)
        case facts.MeetingCalled() as fact, _:
            return meetings.called(fact, envelope)
        case facts.FlagBallotOpened() as fact, _:
            return meetings.ballot_opened(fact)
        case facts.CovenantDrafted() as fact, _:
            return covenants.drafted(fact, envelope)
        case facts.ScorecardOpened() as fact, _:
            return scorecards.opened(fact)
        case facts.RegistrationReturned() as fact, RegistrationView() as registration:
            return covenants.returned(registration, fact)
        case facts.TitleRegisteredAgain() as fact, RegistrationView() as registration:
            return covenants.registered_again(registration, fact)
        case _, MeetingView() as meeting:
            return meetings.gone_on(meeting, envelope)
        case _, BallotView() as ballot:
            return meetings.balloted(ballot, envelope)
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
