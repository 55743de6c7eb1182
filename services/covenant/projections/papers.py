"""What anybody who holds a printed paper is told of it: what the paper says, and if it holds.

Nobody is named: units stand by their ids, accounts and people not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.covenant.projections.documents import CovenantView
from services.covenant.projections.meeting_documents import (
    BallotView,
    MeetingView,
    ScorePlaceView,
    TallyView,
)
from services.covenant.projections.ranking_documents import PlaceView
from services.covenant.projections.signing_documents import CovenantFile


@dataclass(frozen=True, kw_only=True)
class PaperSignature:
    """A unit that is to sign: when it did, by which fact, and what was attached to it."""

    unit_id: UUID
    signed_on: date | None = None
    fact_id: str | None = None
    form: Literal["cms", "ed25519"] | None = None
    issuer_trusted: bool = False
    key_fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperAppendix:
    """An appendix, which a paper printed before it does not have."""

    number: int
    title: str
    digest: str
    opened_on: date
    in_force_on: date | None


@dataclass(frozen=True, kw_only=True)
class CovenantPaper:
    """A covenant: its text is fixed once it is opened; signatures and appendices come after."""

    title: str
    state: Literal["draft", "open", "in_force"]
    opened_on: date | None
    in_force_on: date | None
    signatures: tuple[PaperSignature, ...]
    appendices: tuple[PaperAppendix, ...]


@dataclass(frozen=True, kw_only=True)
class PaperBallot:
    """What a ballot came to, as the minutes say it."""

    number: int
    state: Literal["open", "counted", "annulled"]
    cast: int
    invalid: int
    needed: int
    votes: tuple[TallyView, ...]


@dataclass(frozen=True, kw_only=True)
class MinutesPaper:
    """The minutes of a meeting that is over, and what happened since.

    `later_meeting_on` is the day of the bloc's meeting that ended after it; `ranking_changed`
    says that the scores of now put the units otherwise than the minutes do.
    """

    held_on: date
    closed_at: datetime | None
    called: int
    present: int
    needed: int
    chaired_by_deputy: bool
    ballots: tuple[PaperBallot, ...]
    standing: tuple[ScorePlaceView, ...]
    next_head_unit_id: UUID | None
    conclusion: str
    later_meeting_on: date | None
    ranking_changed: bool


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """The paper a code belongs to: the digest of its exact content, and what it says."""

    bloc_id: UUID
    year: int
    digest: str
    covenant: CovenantPaper | None = None
    minutes: MinutesPaper | None = None


def covenant_paper(file: CovenantFile) -> PaperView:
    covenant = file.covenant
    return PaperView(
        bloc_id=covenant.bloc_id,
        year=covenant.year,
        digest=covenant.digest or "",
        covenant=CovenantPaper(
            title=covenant.title,
            state=covenant.state,
            opened_on=covenant.opened_on,
            in_force_on=covenant.in_force_on,
            signatures=tuple(_signature(covenant, file, one) for one in _parties(file)),
            appendices=tuple(
                PaperAppendix(
                    number=one.number,
                    title=one.title,
                    digest=one.digest,
                    opened_on=one.opened_on,
                    in_force_on=one.in_force_on,
                )
                for one in file.appendices
            ),
        ),
    )


def _parties(file: CovenantFile) -> tuple[UUID, ...]:
    joined = (one.unit_id for one in file.accessions)
    return tuple(dict.fromkeys((*file.covenant.unit_ids, *joined)))


def _signature(covenant: CovenantView, file: CovenantFile, unit_id: UUID) -> PaperSignature:
    signed = {one.unit_id: one for one in covenant.signatures}
    signed |= {one.unit_id: one.signature for one in file.accessions if one.signature}
    if unit_id not in signed:
        return PaperSignature(unit_id=unit_id)
    signature = signed[unit_id]
    attached = next((one for one in file.attachments if one.unit_id == unit_id), None)
    return PaperSignature(
        unit_id=unit_id,
        signed_on=signature.signed_on,
        fact_id=signature.fact_id,
        form=None if attached is None else attached.form,
        issuer_trusted=attached is not None and attached.issuer_trusted,
        key_fingerprint="" if attached is None else attached.key_fingerprint,
    )


def minutes_paper(
    meeting: MeetingView,
    of_the_year: Sequence[MeetingView],
    ballots: Sequence[BallotView],
    places: Sequence[PlaceView],
) -> PaperView:
    """Of a meeting that is over; `of_the_year` are the bloc's, `places` are those of now."""
    ended = [one for one in of_the_year if one.closed_at is not None]
    later = [one.held_on for one in ended if _order(one) > _order(meeting)]
    stood = [(one.rank, one.unit_id, one.total) for one in meeting.standing]
    stands = [
        (one.rank, one.unit_id, one.total) for one in places if one.unit_id in meeting.unit_ids
    ]
    return PaperView(
        bloc_id=meeting.bloc_id,
        year=meeting.year,
        digest=meeting.digest,
        minutes=MinutesPaper(
            held_on=meeting.held_on,
            closed_at=meeting.closed_at,
            called=len(meeting.unit_ids),
            present=len(meeting.presences),
            needed=meeting.needed,
            chaired_by_deputy=meeting.chair is not None and not meeting.chair.is_head,
            ballots=tuple(
                _ballot(one)
                for one in sorted(ballots, key=lambda one: one.number)
                if one.meeting_id == meeting.meeting_id
            ),
            standing=meeting.standing,
            next_head_unit_id=meeting.next_head_unit_id,
            conclusion=meeting.conclusion,
            later_meeting_on=max(later, default=None),
            ranking_changed=stood != stands,
        ),
    )


def _order(meeting: MeetingView) -> tuple[datetime | None, date]:
    """Which of two meetings that are over ended later; seconds are all that is known."""
    return meeting.closed_at, meeting.held_on


def _ballot(ballot: BallotView) -> PaperBallot:
    result = ballot.result
    return PaperBallot(
        number=ballot.number,
        state=ballot.state,
        cast=0 if result is None else result.cast,
        invalid=0 if result is None else result.invalid,
        needed=ballot.needed,
        votes=() if result is None else result.tallies,
    )
