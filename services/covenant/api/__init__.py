"""HTTP in, use case out: frames, covenants, registrations, scorecards, rankings."""

from fastapi import APIRouter

from services.covenant.api import (
    comments,
    covenants,
    frames,
    rankings,
    registrations,
    scorecards,
    signing,
)
from services.covenant.application import Covenants
from services.covenant.domain import (
    attachment,
    comment,
    frame,
    mandate,
    scorecard_refusals,
    text,
    titles,
)
from services.covenant.domain.refusals import CovenantServiceError
from shared.readmodel import Copies

# A rule that refuses answers 409. What is wrong with the form itself, or does not fit the frame
# it is about, answers 422: sending it again later would not help.
STATUSES: dict[type[Exception], int] = {
    CovenantServiceError: 409,
    **dict.fromkeys(
        (
            frame.FrameEmpty,
            frame.FrameCodeMissing,
            frame.FrameCodeRepeated,
            frame.FrameMaximumUnusable,
            frame.FrameGroupDoesNotAddUp,
            frame.FrameDoesNotAddUp,
            frame.FrameBonusTooHigh,
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
            titles.TitleUnknown,
            titles.TitleNotForSubject,
            scorecard_refusals.ScorerNotExpected,
            scorecard_refusals.ScoreCriterionUnknown,
            scorecard_refusals.ScoreGivenTwice,
            scorecard_refusals.ScoreOutOfRange,
            scorecard_refusals.ScoreTooFine,
        ),
        422,
    ),
}


def routers(application: Covenants, yearbook: Copies) -> list[APIRouter]:
    """Everything this service answers under `/api/v1`."""
    return [
        frames.router(application, yearbook),
        covenants.router(application, yearbook),
        comments.router(application),
        signing.router(application),
        registrations.router(application, yearbook),
        scorecards.router(application, yearbook),
        rankings.router(application, yearbook),
    ]
