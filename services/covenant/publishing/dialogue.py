"""What is said about scores into published facts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias, assert_never

from services.covenant.domain.scorecard import Scorecard
from shared.contracts import Fact
from shared.contracts import covenant as facts

DialogueEvent: TypeAlias = (
    Scorecard.EvidenceAttached
    | Scorecard.EvidenceWithdrawn
    | Scorecard.Remarked
    | Scorecard.ConflictDeclared
    | Scorecard.ConditionJudged
    | Scorecard.Appealed
    | Scorecard.AppealDecided
)


def dialogue_fact(event: DialogueEvent) -> Fact:
    match event:
        case Scorecard.EvidenceAttached():
            return facts.EvidenceAttached(**_card(event), **asdict(event.evidence))
        case Scorecard.EvidenceWithdrawn():
            return facts.EvidenceWithdrawn(**_card(event), **asdict(event.withdrawal))
        case Scorecard.Remarked():
            return facts.ScoreRemarked(**_card(event), **asdict(event.remark))
        case Scorecard.ConflictDeclared():
            return facts.ConflictDeclared(**_card(event), **asdict(event.conflict))
        case Scorecard.ConditionJudged():
            return facts.ConditionJudged(**_card(event), **asdict(event.judgement))
        case Scorecard.Appealed():
            return facts.ScoreAppealed(**_card(event), **asdict(event.appeal))
        case Scorecard.AppealDecided():
            return facts.AppealDecided(**_card(event), **asdict(event.decision))
    assert_never(event)


def _card(event: DialogueEvent) -> dict[str, Any]:
    return {
        "scorecard_id": event.originator_id,
        "bloc_id": event.bloc_id,
        "unit_id": event.unit_id,
        "year": event.year,
    }
