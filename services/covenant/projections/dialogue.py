"""The folds of what is said about scores."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import msgspec

from services.covenant.projections.dialogue_documents import (
    AppealView,
    ConditionHeld,
    ConflictView,
    EvidenceView,
    RemarkView,
)
from services.covenant.projections.score_documents import ScorecardView
from shared.contracts import Envelope
from shared.contracts.covenant import (
    AppealDecided,
    ConditionJudged,
    ConflictDeclared,
    EvidenceAttached,
    EvidenceWithdrawn,
    ScoreAppealed,
    ScoreRemarked,
)

T = TypeVar("T")


def attached(card: ScorecardView, fact: EvidenceAttached, envelope: Envelope) -> ScorecardView:
    return replace(card, evidence=(*card.evidence, _kept(EvidenceView, fact, envelope)))


def withdrawn(card: ScorecardView, fact: EvidenceWithdrawn) -> ScorecardView:
    gone = (fact.criterion, fact.digest)
    left = tuple(one for one in card.evidence if (one.criterion, one.digest) != gone)
    return replace(card, evidence=left)


def remarked(card: ScorecardView, fact: ScoreRemarked, envelope: Envelope) -> ScorecardView:
    return replace(card, remarks=(*card.remarks, _kept(RemarkView, fact, envelope)))


def conflicted(
    card: ScorecardView, fact: ConflictDeclared, envelope: Envelope
) -> ScorecardView:
    return replace(card, conflicts=(*card.conflicts, _kept(ConflictView, fact, envelope)))


def judged(card: ScorecardView, fact: ConditionJudged, envelope: Envelope) -> ScorecardView:
    others = tuple(one for one in card.held if one.condition != fact.condition)
    if not fact.holds:
        return replace(card, held=others)
    return replace(card, held=(*others, _kept(ConditionHeld, fact, envelope)))


def appealed(card: ScorecardView, fact: ScoreAppealed, envelope: Envelope) -> ScorecardView:
    return replace(card, appeals=(*card.appeals, _kept(AppealView, fact, envelope)))


def decided(card: ScorecardView, fact: AppealDecided, envelope: Envelope) -> ScorecardView:
    appeals = tuple(
        replace(
            one,
            upheld=fact.upheld,
            reason=fact.reason,
            decided_on=fact.decided_on,
            decision_fact_id=envelope.id,
        )
        if one.criterion == fact.criterion and one.decided_on is None
        else one
        for one in card.appeals
    )
    return replace(card, appeals=appeals)


def _kept(kind: type[T], fact: msgspec.Struct, envelope: Envelope) -> T:
    """What the document keeps of a fact, with who said it and where it stands in the log."""
    said = msgspec.structs.asdict(fact)
    return msgspec.convert({**said, "actor": envelope.actor, "fact_id": envelope.id}, kind)
