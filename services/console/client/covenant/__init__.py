"""What `covenant` answers: frames, covenants, registrations, scorecards, rankings."""

from __future__ import annotations

from services.console.client.covenant.covenants import (
    Covenant,
    CovenantQuestions,
    CovenantState,
    Revision,
    Signature,
)
from services.console.client.covenant.dialogue import (
    AppealLine,
    ConflictLine,
    EvidenceLine,
    HeldCondition,
    RemarkLine,
)
from services.console.client.covenant.files import (
    Accession,
    Appendix,
    Attachment,
    Comment,
    CovenantFile,
    FileQuestions,
    Mandate,
)
from services.console.client.covenant.following import (
    FollowingQuestions,
    ProgressReport,
    Reminded,
)
from services.console.client.covenant.frames import (
    Deadline,
    DeadlineMove,
    Frame,
    FrameQuestions,
)
from services.console.client.covenant.meetings import (
    Ballot,
    Meeting,
    MeetingQuestions,
    Recount,
)
from services.console.client.covenant.papers import Paper, PaperQuestions
from services.console.client.covenant.rankings import (
    FinalRanking,
    OpenMatter,
    Ranking,
    RankingQuestions,
    SupposedOrder,
    Supposition,
)
from services.console.client.covenant.registrations import (
    Registration,
    RegistrationQuestions,
)
from services.console.client.covenant.scorecards import (
    Adjustment,
    CriterionAverage,
    CriterionScores,
    CrossAverage,
    Return,
    Scorecard,
    ScorecardQuestions,
    Sheet,
    SheetState,
    Totals,
    Value,
)

__all__ = [
    "Accession",
    "Adjustment",
    "AppealLine",
    "Appendix",
    "Attachment",
    "Ballot",
    "Comment",
    "ConflictLine",
    "Covenant",
    "CovenantClient",
    "CovenantFile",
    "CovenantState",
    "CriterionAverage",
    "CriterionScores",
    "CrossAverage",
    "Deadline",
    "DeadlineMove",
    "EvidenceLine",
    "FinalRanking",
    "Frame",
    "HeldCondition",
    "Mandate",
    "Meeting",
    "OpenMatter",
    "Paper",
    "ProgressReport",
    "Ranking",
    "Recount",
    "Registration",
    "RemarkLine",
    "Reminded",
    "Return",
    "Revision",
    "Scorecard",
    "Sheet",
    "SheetState",
    "Signature",
    "SupposedOrder",
    "Supposition",
    "Totals",
    "Value",
]


class CovenantClient(
    FrameQuestions,
    CovenantQuestions,
    FileQuestions,
    RegistrationQuestions,
    ScorecardQuestions,
    MeetingQuestions,
    RankingQuestions,
    PaperQuestions,
    FollowingQuestions,
):
    """The API of `covenant`."""
