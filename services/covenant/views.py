"""Where the documents of a bloc's year are kept, and the questions they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.covenant.projections import (
    AccessionView,
    AppendixView,
    AttachmentView,
    CommentView,
    CovenantFile,
    CovenantView,
    DeadlineView,
    FinalRanking,
    FrameView,
    Kind,
    MandateView,
    RankingView,
    RegistrationView,
    ScorecardView,
    documents_touched,
    evolve,
    live_ranking,
    ranking_key,
)
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

D = TypeVar("D")
S = TypeVar(
    "S",
    CommentView,
    MandateView,
    AccessionView,
    AppendixView,
    AttachmentView,
    RegistrationView,
)

Question = Callable[[sa.Connection], D]


def _of_bloc_and_year() -> list[sa.Column[Any]]:
    return [
        sa.Column("bloc_id", sa.Uuid(), index=True),
        sa.Column("year", sa.Integer(), index=True),
    ]


def _bloc_and_year(
    document: FrameView | DeadlineView | CovenantView | ScorecardView | FinalRanking,
) -> dict[str, Any]:
    return {"bloc_id": document.bloc_id, "year": document.year}


FRAMES: Documents[FrameView] = Documents(
    "yearbook_frames", FrameView, _of_bloc_and_year(), _bloc_and_year
)

DEADLINES: Documents[DeadlineView] = Documents(
    "yearbook_deadlines", DeadlineView, _of_bloc_and_year(), _bloc_and_year
)

COVENANTS: Documents[CovenantView] = Documents(
    "yearbook_covenants", CovenantView, _of_bloc_and_year(), _bloc_and_year
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

SCORECARDS: Documents[ScorecardView] = Documents(
    "yearbook_scorecards", ScorecardView, _of_bloc_and_year(), _bloc_and_year
)

RANKINGS: Documents[FinalRanking] = Documents(
    "yearbook_rankings", FinalRanking, _of_bloc_and_year(), _bloc_and_year
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
    "ranking": RANKINGS,
}


class Yearbook:
    """The projection `covenant-yearbook`: one document for each thing of a bloc's year."""

    name = "covenant-yearbook"
    version = 3
    sources = ("covenant",)
    documents: Sequence[Documents[Any]] = tuple(KEPT_IN.values())

    def project(self, facts: Sequence[Envelope], batch: Batch) -> None:
        for envelope in facts:
            for kind, key in documents_touched(envelope):
                documents = KEPT_IN[kind]
                batch.put(documents, key, evolve(kind, batch.get(documents, key), envelope))


def frames(
    bloc_id: UUID | None, year: int | None, after: list[Any] | None, limit: int
) -> Question[list[FrameView]]:
    return _found(FRAMES, bloc_id, year, after, limit)


def frame(frame_id: UUID) -> Question[FrameView | None]:
    return lambda connection: FRAMES.get(connection, str(frame_id))


def deadlines(bloc_id: UUID, year: int) -> Question[list[DeadlineView]]:
    return _found(DEADLINES, bloc_id, year, None, None)


def covenants(
    bloc_id: UUID | None, year: int | None, after: list[Any] | None, limit: int
) -> Question[list[CovenantView]]:
    return _found(COVENANTS, bloc_id, year, after, limit)


def covenant(covenant_id: UUID) -> Question[CovenantView | None]:
    return lambda connection: COVENANTS.get(connection, str(covenant_id))


def covenant_file(covenant_id: UUID) -> Question[CovenantFile | None]:
    """The covenant with everything around it, each list in the order it came about."""

    def answer(connection: sa.Connection) -> CovenantFile | None:
        found = COVENANTS.get(connection, str(covenant_id))
        if found is None:
            return None

        def those(documents: Documents[S]) -> list[S]:
            where = documents.table.c.covenant_id == covenant_id
            return documents.find(connection, where)

        return CovenantFile(
            covenant=found,
            comments=tuple(sorted(those(COMMENTS), key=lambda one: place_of(one.fact_id))),
            mandates=tuple(sorted(those(MANDATES), key=lambda one: one.given_on)),
            accessions=tuple(sorted(those(ACCESSIONS), key=lambda one: one.joined_on)),
            appendices=tuple(sorted(those(APPENDICES), key=lambda one: one.number)),
            attachments=tuple(those(ATTACHMENTS)),
        )

    return answer


def place_of(fact_id: str) -> int:
    """The place of a fact among those of its service: `covenant:17` is at 17."""
    return int(fact_id.rpartition(":")[2])


def registrations(
    covenant_id: UUID | None, after: list[Any] | None, limit: int
) -> Question[list[RegistrationView]]:
    where = [] if covenant_id is None else [REGISTRATIONS.table.c.covenant_id == covenant_id]
    return lambda connection: REGISTRATIONS.find(connection, *where, after=after, limit=limit)


def scorecards(
    bloc_id: UUID | None,
    year: int | None,
    after: list[Any] | None = None,
    limit: int | None = None,
) -> Question[list[ScorecardView]]:
    return _found(SCORECARDS, bloc_id, year, after, limit)


def scorecard(scorecard_id: UUID) -> Question[ScorecardView | None]:
    return lambda connection: SCORECARDS.get(connection, str(scorecard_id))


def ranking(bloc_id: UUID, year: int) -> Question[RankingView]:
    """The ranking of this moment, made from the scorecards when it is asked for."""

    def answer(connection: sa.Connection) -> RankingView:
        final = RANKINGS.get(connection, ranking_key(bloc_id, year))
        return live_ranking(bloc_id, year, scorecards(bloc_id, year)(connection), final)

    return answer


def _found(
    documents: Documents[D],
    bloc_id: UUID | None,
    year: int | None,
    after: list[Any] | None,
    limit: int | None,
) -> Question[list[D]]:
    columns = documents.table.c
    where: list[sa.ColumnElement[bool]] = []
    if bloc_id is not None:
        where.append(columns.bloc_id == bloc_id)
    if year is not None:
        where.append(columns.year == year)
    return lambda connection: documents.find(connection, *where, after=after, limit=limit)
