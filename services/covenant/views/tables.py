"""The tables in which the documents of a bloc's year are kept."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from services.covenant.projections import (
    AccessionView,
    AppendixView,
    AttachmentView,
    BallotView,
    CommentView,
    CovenantView,
    DeadlineView,
    FinalRanking,
    FrameView,
    Kind,
    MandateView,
    MeetingView,
    ProgressView,
    RegistrationView,
    ReminderView,
    ScorecardView,
)
from shared.readmodel import Documents

S = TypeVar(
    "S",
    CommentView,
    MandateView,
    AccessionView,
    AppendixView,
    AttachmentView,
    RegistrationView,
    ProgressView,
)


def _of_bloc_and_year() -> list[sa.Column[Any]]:
    return [
        sa.Column("bloc_id", sa.Uuid(), index=True),
        sa.Column("year", sa.Integer(), index=True),
    ]


def _bloc_and_year(
    document: FrameView
    | DeadlineView
    | CovenantView
    | ScorecardView
    | MeetingView
    | BallotView
    | FinalRanking
    | ReminderView,
) -> dict[str, Any]:
    return {"bloc_id": document.bloc_id, "year": document.year}


def _with_digest() -> list[sa.Column[Any]]:
    return [*_of_bloc_and_year(), sa.Column("digest", sa.Text(), index=True)]


def _and_digest(document: CovenantView | MeetingView) -> dict[str, Any]:
    return {**_bloc_and_year(document), "digest": document.digest or ""}


FRAMES: Documents[FrameView] = Documents(
    "yearbook_frames", FrameView, _of_bloc_and_year(), _bloc_and_year
)

DEADLINES: Documents[DeadlineView] = Documents(
    "yearbook_deadlines", DeadlineView, _of_bloc_and_year(), _bloc_and_year
)

COVENANTS: Documents[CovenantView] = Documents(
    "yearbook_covenants", CovenantView, _with_digest(), _and_digest
)


def _of_covenant(name: str, kind: type[S]) -> Documents[S]:
    return Documents(
        f"yearbook_{name}",
        kind,
        columns=[sa.Column("covenant_id", sa.Uuid(), index=True)],
        indexed=lambda document: {"covenant_id": document.covenant_id},
    )


COMMENTS = _of_covenant("comments", CommentView)
MANDATES = _of_covenant("mandates", MandateView)
ACCESSIONS = _of_covenant("accessions", AccessionView)
APPENDICES = _of_covenant("appendices", AppendixView)
ATTACHMENTS = _of_covenant("attachments", AttachmentView)
REGISTRATIONS = _of_covenant("registrations", RegistrationView)
PROGRESS = _of_covenant("progress", ProgressView)

SCORECARDS: Documents[ScorecardView] = Documents(
    "yearbook_scorecards", ScorecardView, _of_bloc_and_year(), _bloc_and_year
)

MEETINGS: Documents[MeetingView] = Documents(
    "yearbook_meetings", MeetingView, _with_digest(), _and_digest
)

BALLOTS: Documents[BallotView] = Documents(
    "yearbook_ballots", BallotView, _of_bloc_and_year(), _bloc_and_year
)

RANKINGS: Documents[FinalRanking] = Documents(
    "yearbook_rankings", FinalRanking, _of_bloc_and_year(), _bloc_and_year
)

REMINDERS: Documents[ReminderView] = Documents(
    "yearbook_reminders", ReminderView, _of_bloc_and_year(), _bloc_and_year
)

KEPT_IN: dict[Kind, Documents[Any]] = {
    "frame": FRAMES,
    "deadline": DEADLINES,
    "covenant": COVENANTS,
    "comment": COMMENTS,
    "mandate": MANDATES,
    "accession": ACCESSIONS,
    "appendix": APPENDICES,
    "attachment": ATTACHMENTS,
    "registration": REGISTRATIONS,
    "scorecard": SCORECARDS,
    "meeting": MEETINGS,
    "ballot": BALLOTS,
    "ranking": RANKINGS,
    "progress": PROGRESS,
    "reminder": REMINDERS,
}
