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
from shared.contracts.covenant.registrations import (
    RegistrationReturned,
    TitleRegistered,
    TitleRegisteredAgain,
)
from shared.contracts.covenant.scorecards import (
    Layer,
    Part,
    ScorecardOpened,
    ScorecardReturned,
    ScorecardSubmitted,
    ScoreRecorded,
)
from shared.contracts.covenant.signing import (
    AccessionOpened,
    AccessionSigned,
    AppendixInForce,
    AppendixOpened,
    AppendixSigned,
    CovenantCommentAnswered,
    CovenantCommented,
    MandateGiven,
    MandateWithdrawn,
    SignatureAttached,
)
from shared.contracts.covenant.titles import SubjectKind

__all__ = [
    "AccessionOpened",
    "AccessionSigned",
    "AppendixInForce",
    "AppendixOpened",
    "AppendixSigned",
    "Article",
    "CovenantCommentAnswered",
    "CovenantCommented",
    "CovenantDrafted",
    "CovenantInForce",
    "CovenantOpened",
    "CovenantRevised",
    "CovenantSigned",
    "Criterion",
    "FrameAdopted",
    "Group",
    "Layer",
    "MandateGiven",
    "MandateWithdrawn",
    "Part",
    "Place",
    "Pledge",
    "RankingFinalised",
    "RegistrationReturned",
    "ScoreRecorded",
    "ScorecardOpened",
    "ScorecardReturned",
    "ScorecardSubmitted",
    "SignatureAttached",
    "SubjectKind",
    "TitleRegistered",
    "TitleRegisteredAgain",
]
