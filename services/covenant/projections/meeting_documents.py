"""The documents of a bloc's meetings and ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class RatioView:
    """At least this share of a whole or, where `more_than`, more than it."""

    numerator: int
    denominator: int
    more_than: bool


@dataclass(frozen=True, kw_only=True)
class MeetingRulesView:
    """Under which rules a meeting is held."""

    name: str
    basis: str
    quorum: RatioView
    passing: RatioView
    passing_of: Literal["present", "entitled"]


@dataclass(frozen=True, kw_only=True)
class PresenceView:
    """A unit that is present, by its head or by a proxy with a document."""

    unit_id: UUID
    account: str | None
    document_number: str


@dataclass(frozen=True, kw_only=True)
class ChairView:
    """Who took the chair: a deputy, and why not the head; or the head, who took it back."""

    account: str
    is_head: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ScorePlaceView:
    """A unit's place and total by the scores, as they stood when the meeting ended."""

    rank: int
    unit_id: UUID
    total: Decimal


@dataclass(frozen=True, kw_only=True)
class MeetingView:
    """A bloc's meeting as it stands; `needed` units make its quorum.

    Without a `chair` it is the head's who has the role; `call_reason` is that of a deputy who
    called it. Once it is closed, `standing` and the
    `digest` of its minutes stay as they are.
    """

    meeting_id: UUID
    bloc_id: UUID
    year: int
    unit_ids: tuple[UUID, ...]
    held_on: date
    begins_at: time
    place: str
    agenda: tuple[str, ...]
    rules: MeetingRulesView
    needed: int
    called_on: date
    called_by: str
    call_reason: str = ""
    presences: tuple[PresenceView, ...] = ()
    chair: ChairView | None = None
    next_head_unit_id: UUID | None = None
    conclusion: str = ""
    state: Literal["called", "open", "closed"] = "called"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    standing: tuple[ScorePlaceView, ...] = ()
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class VoterView:
    """A unit that may vote, who does so for it, and whether it has voted."""

    unit_id: UUID
    account: str | None
    voted: bool = False


@dataclass(frozen=True, kw_only=True)
class TallyView:
    """The votes for one candidate, and whether they are enough."""

    unit_id: UUID
    votes: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class BallotResultView:
    """What a ballot came to."""

    entitled: int
    present: int
    cast: int
    invalid: int
    needed: int
    tallies: tuple[TallyView, ...]


@dataclass(frozen=True, kw_only=True)
class BallotView:
    """A ballot as it stands: who may vote and who has; once counted, its sheets without owners.

    `public_key` seals a sheet: one byte for each candidate in this order, 1 where it is marked.
    """

    ballot_id: UUID
    meeting_id: UUID
    bloc_id: UUID
    year: int
    number: int
    candidate_unit_ids: tuple[UUID, ...]
    at_most: int
    entitled: int
    voters: tuple[VoterView, ...]
    needed: int
    public_key: str
    opened_at: datetime
    state: Literal["open", "counted", "annulled"] = "open"
    ended_at: datetime | None = None
    reason: str = ""
    sheets: tuple[tuple[UUID, ...], ...] = ()
    receipts: tuple[str, ...] = ()
    result: BallotResultView | None = None


@dataclass(frozen=True, kw_only=True)
class RecountView:
    """The sheets of a counted ballot, counted again beside what was announced."""

    ballot_id: UUID
    announced: BallotResultView
    recounted: BallotResultView
    agrees: bool
    sheets: tuple[tuple[UUID, ...], ...]
    receipts: tuple[str, ...]
