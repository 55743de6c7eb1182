"""What `covenant` publishes: frames, covenants, title registrations, scores, rankings."""

from __future__ import annotations

from shared.contracts.covenant.covenants import (
    Article,
    CovenantDrafted,
    CovenantInForce,
    CovenantOpened,
    CovenantRevised,
    CovenantSigned,
    Pledge,
)
from shared.contracts.covenant.frames import Criterion, FrameAdopted, Group
from shared.contracts.covenant.rankings import Place, RankingFinalised
from shared.contracts.covenant.registrations import TitleRegistered
from shared.contracts.covenant.scorecards import (
    Layer,
    Part,
    ScorecardOpened,
    ScorecardReturned,
    ScorecardSubmitted,
    ScoreRecorded,
)
from shared.contracts.covenant.titles import SubjectKind

__all__ = [
    "Article",
    "CovenantDrafted",
    "CovenantInForce",
    "CovenantOpened",
    "CovenantRevised",
    "CovenantSigned",
    "Criterion",
    "FrameAdopted",
    "Group",
    "Layer",
    "Part",
    "Place",
    "Pledge",
    "RankingFinalised",
    "ScoreRecorded",
    "ScorecardOpened",
    "ScorecardReturned",
    "ScorecardSubmitted",
    "SubjectKind",
    "TitleRegistered",
]
