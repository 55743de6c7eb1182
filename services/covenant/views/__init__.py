"""Where the documents of a bloc's year are kept, and the questions they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.covenant.projections import (
    AccessionView,
    AppendixView,
    AttachmentView,
    BallotView,
    CommentView,
    CovenantFile,
    CovenantView,
    DeadlineView,
    FinalRanking,
    FrameView,
    MandateView,
    MeetingView,
    RecountView,
    RegistrationView,
    ScorecardView,
    documents_touched,
    evolve,
    ranking_key,
    recount,
)
from services.covenant.views.tables import (
    ACCESSIONS,
    APPENDICES,
    ATTACHMENTS,
    BALLOTS,
    COMMENTS,
    COVENANTS,
    DEADLINES,
    FRAMES,
    KEPT_IN,
    MANDATES,
    MEETINGS,
    RANKINGS,
    REGISTRATIONS,
    SCORECARDS,
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


@dataclass(frozen=True)
class ToRank:
    """The scorecards of a bloc's year with their frames, and the ranking that was fixed.

    `ballots` are those for the flag, the one that was counted last behind the others.
    """

    bloc_id: UUID
    year: int
    cards: tuple[ScorecardView, ...]
    frames: Mapping[UUID, FrameView]
    final: FinalRanking | None = None
    ballots: tuple[BallotView, ...] = ()


Question = Callable[[sa.Connection], D]


class Yearbook:
    """The projection `covenant-yearbook`: one document for each thing of a bloc's year."""

    name = "covenant-yearbook"
    version = 9
    sources = ("covenant",)
    documents: Sequence[Documents[Any]] = tuple(KEPT_IN.values())

    def project(self, facts: Sequence[Envelope], batch: Batch) -> None:
        touched = [(each, fact) for fact in facts for each in documents_touched(fact)]
        batch.fetch_each((KEPT_IN[kind], key) for (kind, key), _ in touched)
        for (kind, key), envelope in touched:
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


def meetings(bloc_id: UUID, year: int) -> Question[list[MeetingView]]:
    return _found(MEETINGS, bloc_id, year, None, None)


def meeting(meeting_id: UUID) -> Question[MeetingView | None]:
    return lambda connection: MEETINGS.get(connection, str(meeting_id))


def ballots(bloc_id: UUID, year: int) -> Question[list[BallotView]]:
    return _found(BALLOTS, bloc_id, year, None, None)


def ballot(ballot_id: UUID) -> Question[BallotView | None]:
    return lambda connection: BALLOTS.get(connection, str(ballot_id))


def recounted(ballot_id: UUID) -> Question[RecountView | None]:
    """The ballot's sheets counted again; none where it was not counted."""

    def answer(connection: sa.Connection) -> RecountView | None:
        found = BALLOTS.get(connection, str(ballot_id))
        return None if found is None else recount(found)

    return answer


def to_rank(bloc_id: UUID, year: int) -> Question[ToRank]:
    """All that a ranking of this moment is made from, as it stands when it is asked for."""

    def answer(connection: sa.Connection) -> ToRank:
        cards = scorecards(bloc_id, year)(connection)
        frame_ids = dict.fromkeys(card.frame_id for card in cards)
        found = [FRAMES.get(connection, str(frame_id)) for frame_id in frame_ids]
        return ToRank(
            bloc_id,
            year,
            tuple(cards),
            {frame.frame_id: frame for frame in found if frame is not None},
            RANKINGS.get(connection, ranking_key(bloc_id, year)),
            tuple(
                sorted(
                    ballots(bloc_id, year)(connection),
                    key=lambda one: (one.ended_at or one.opened_at, one.number),
                )
            ),
        )

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
