"""HTTP in, use case out: frames, covenants, titles, scorecards, meetings, rankings, papers."""

from fastapi import APIRouter

from services.covenant.api import (
    ballots,
    comments,
    covenants,
    deadlines,
    dialogue,
    evidence,
    following,
    frames,
    meetings,
    papers,
    rankings,
    registrations,
    scorecards,
    signing,
)
from services.covenant.application import Covenants
from services.covenant.ballotbox import BallotKeyLost, VoteUnreadable
from services.covenant.domain import (
    attachment,
    ballot_refusals,
    chair,
    comment,
    dialogue_refusals,
    frame_refusals,
    mandate,
    meeting_refusals,
    progress,
    ranking_refusals,
    reminder,
    score_refusals,
    scorecard_refusals,
    text,
    titles,
)
from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.evidence import EvidenceFiles
from services.covenant.law import MeetingRule
from shared.files import (
    FileInfected,
    FileKindRefused,
    FileMissing,
    FilesAway,
    FileTooLarge,
    ScannerAway,
)
from shared.readmodel import Copies

# A rule that refuses answers 409. What is wrong with the form itself, or does not fit the frame
# it is about, answers 422: sending it again later would not help.
STATUSES: dict[type[Exception], int] = {
    CovenantServiceError: 409,
    papers.PaperUnknown: 404,
    BallotKeyLost: 409,
    VoteUnreadable: 422,
    FileTooLarge: 413,
    FileKindRefused: 415,
    FileInfected: 422,
    ScannerAway: 503,
    FilesAway: 503,
    FileMissing: 503,
    **dict.fromkeys(
        (
            frame_refusals.FrameEmpty,
            frame_refusals.FrameCodeMissing,
            frame_refusals.FrameCodeRepeated,
            frame_refusals.FrameMaximumUnusable,
            frame_refusals.FrameGroupDoesNotAddUp,
            frame_refusals.FrameDoesNotAddUp,
            frame_refusals.FrameBonusTooHigh,
            frame_refusals.FrameBandsUnusable,
            frame_refusals.FrameMeasureMissing,
            frame_refusals.FrameTargetUnusable,
            frame_refusals.FrameDecimalsUnusable,
            frame_refusals.FrameFloorUnusable,
            frame_refusals.FrameConditionUnusable,
            frame_refusals.FrameRankingUnusable,
            text.ArticleOutOfOrder,
            text.ArticleWithoutText,
            text.PledgeNotMeasurable,
            comment.CommentWithoutText,
            comment.CommentOnUnknownArticle,
            comment.CommentAnswerWithoutText,
            mandate.MandateEndsBeforeItBegins,
            mandate.MandateWithoutDocument,
            mandate.MandateGivenToOneself,
            attachment.SignatureInvalid,
            attachment.SignatureUnreadable,
            attachment.CertificateNotValid,
            attachment.IssuerNotTrusted,
            titles.TitleUnknown,
            progress.ProgressArticleMissing,
            progress.ProgressBehindWithoutReason,
            progress.ProgressBeforeItsEnd,
            reminder.ReminderToNobody,
            titles.TitleNotForSubject,
            scorecard_refusals.ScorerNotExpected,
            score_refusals.ScoreCriterionUnknown,
            score_refusals.ScoreGivenTwice,
            score_refusals.ScoreOutOfRange,
            score_refusals.ScoreTooFine,
            score_refusals.ScoreWithoutValue,
            score_refusals.ScoreNotYesOrNo,
            score_refusals.ScoreWithoutMeasure,
            score_refusals.ScoreDiffersFromRule,
            score_refusals.MeasureNotExpected,
            score_refusals.MeasureUnusable,
            score_refusals.CriterionApplies,
            dialogue_refusals.RemarkEmpty,
            dialogue_refusals.ConditionUnknown,
            ranking_refusals.SuppositionUnclear,
            meeting_refusals.MeetingOfNobody,
            meeting_refusals.MeetingWithoutAgenda,
            meeting_refusals.MeetingUnitNotMember,
            meeting_refusals.ProxyWithoutDocument,
            chair.MeetingCallWithoutReason,
            chair.MeetingChairWithoutReason,
            ballot_refusals.BallotWithoutCandidates,
            ballot_refusals.BallotCandidateNotMember,
            ballot_refusals.BallotChoiceUnusable,
            ballot_refusals.BallotAnnulledWithoutReason,
        ),
        422,
    ),
}


def routers(
    application: Covenants,
    yearbook: Copies,
    files: EvidenceFiles,
    meeting_rules: tuple[MeetingRule, ...],
) -> list[APIRouter]:
    """Everything this service answers under `/api/v1`."""
    return [
        frames.router(application, yearbook),
        covenants.router(application, yearbook),
        comments.router(application),
        signing.router(application),
        registrations.router(application, yearbook),
        deadlines.router(application, yearbook),
        scorecards.router(application, yearbook),
        dialogue.router(application),
        evidence.router(application, files),
        meetings.router(application, yearbook, meeting_rules),
        ballots.router(application, yearbook),
        rankings.router(application, yearbook),
        following.router(application, yearbook),
        papers.router(yearbook),
    ]
