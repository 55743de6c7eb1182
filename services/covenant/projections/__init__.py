"""What this service keeps for reading: which document a fact touches, and what becomes of it.

`documents_touched` and `evolve` are pure. They are called for one fact at a time, in the order
of the log; the caller keeps documents by kind and key.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from services.covenant.projections import covenants, rankings, scorecards
from services.covenant.projections.documents import CovenantView, FrameView, RegistrationView
from services.covenant.projections.rankings import live_ranking, ranking_key
from services.covenant.projections.score_documents import (
    FinalRanking,
    RankingView,
    ScorecardView,
)
from shared.continuity import DocumentMissing
from shared.contracts import Envelope
from shared.contracts import covenant as facts

__all__ = [
    "CovenantView",
    "Document",
    "DocumentMissing",
    "FinalRanking",
    "FrameView",
    "Kind",
    "RankingView",
    "RegistrationView",
    "ScorecardView",
    "documents_touched",
    "evolve",
    "live_ranking",
    "ranking_key",
]


Kind = Literal["frame", "covenant", "registration", "scorecard", "ranking"]
Document: TypeAlias = FrameView | CovenantView | RegistrationView | ScorecardView | FinalRanking


def documents_touched(envelope: Envelope) -> list[tuple[Kind, str]]:
    """The kind and key of each document that a fact changes; none for facts of no concern."""
    match envelope.data:
        case facts.FrameAdopted(frame_id=frame_id):
            return [("frame", str(frame_id))]
        case (
            facts.CovenantDrafted(covenant_id=covenant_id)
            | facts.CovenantRevised(covenant_id=covenant_id)
            | facts.CovenantOpened(covenant_id=covenant_id)
            | facts.CovenantSigned(covenant_id=covenant_id)
            | facts.CovenantInForce(covenant_id=covenant_id)
        ):
            return [("covenant", str(covenant_id))]
        case facts.TitleRegistered(registration_id=registration_id):
            return [("registration", str(registration_id))]
        case (
            facts.ScorecardOpened(scorecard_id=scorecard_id)
            | facts.ScoreRecorded(scorecard_id=scorecard_id)
            | facts.ScorecardSubmitted(scorecard_id=scorecard_id)
            | facts.ScorecardReturned(scorecard_id=scorecard_id)
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
            return covenants.adopted(fact)
        case facts.TitleRegistered() as fact, _:
            return covenants.registered(fact)
        case facts.RankingFinalised() as fact, _:
            return rankings.finalised(fact)
        case facts.CovenantDrafted() as fact, _:
            return covenants.drafted(fact)
        case facts.ScorecardOpened() as fact, _:
            return scorecards.opened(fact)
        case _, CovenantView() as covenant:
            return _evolve_covenant(covenant, envelope)
        case _, ScorecardView() as card:
            return _evolve_scorecard(card, envelope)
        case _:
            raise DocumentMissing(f"{kind} of {envelope.id} ({envelope.name})")


def _evolve_covenant(covenant: CovenantView, envelope: Envelope) -> CovenantView:
    match envelope.data:
        case facts.CovenantRevised() as fact:
            return covenants.revised(covenant, fact)
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
        case _:
            return card
