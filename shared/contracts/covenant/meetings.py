"""The facts of a bloc's meeting and of its secret ballots for the flag.

That a unit voted is a fact; how it voted is in none. A counted ballot carries its sheets,
sorted and without owners, so that anybody counts them again.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact


class Ratio(msgspec.Struct, frozen=True):
    """At least this share of a whole or, where `more_than`, more than it."""

    numerator: int
    denominator: int
    more_than: bool = False


class MeetingRules(msgspec.Struct, frozen=True):
    """The quorum, of the bloc's units; and the share of votes that a candidate needs."""

    name: str
    basis: str
    quorum: Ratio
    passing: Ratio
    passing_of: Literal["present", "entitled"]


class MeetingCalled(Fact, frozen=True, kw_only=True):
    """The units of a bloc are called to a meeting, under the rules of its day.

    `needed` of them make its quorum by those rules; the first facts did not tell it. A deputy
    who calls it gives the `reason` why the head of the bloc does not.
    """

    meeting_id: UUID
    bloc_id: UUID
    year: int
    unit_ids: tuple[UUID, ...]
    held_on: date
    begins_at: time
    place: str
    agenda: tuple[str, ...]
    rules: MeetingRules
    called_on: date
    needed: int = 0
    reason: str = ""


class MeetingPresenceRecorded(Fact, frozen=True, kw_only=True):
    """A unit is present: by its head or, with a document, by the proxy `account`."""

    meeting_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str | None = None
    document_number: str = ""


class MeetingPresenceWithdrawn(Fact, frozen=True, kw_only=True):
    """A unit is present no more."""

    meeting_id: UUID
    bloc_id: UUID
    unit_id: UUID


class MeetingChairTaken(Fact, frozen=True, kw_only=True):
    """The account chairs the meeting from now on: a deputy, with the reason, or again the head.

    Until the first of these facts the head of the bloc chairs it.
    """

    meeting_id: UUID
    bloc_id: UUID
    account: str
    is_head: bool
    reason: str
    taken_at: datetime


class MeetingOpened(Fact, frozen=True, kw_only=True):
    """The meeting began; `needed` units make its quorum."""

    meeting_id: UUID
    bloc_id: UUID
    present_unit_ids: tuple[UUID, ...]
    needed: int
    opened_at: datetime


class NextHeadProposed(Fact, frozen=True, kw_only=True):
    """The meeting proposes the unit whose head leads the bloc next."""

    meeting_id: UUID
    bloc_id: UUID
    unit_id: UUID


class ScorePlace(msgspec.Struct, frozen=True):
    """A unit's place and total by the scores, as the minutes say it."""

    rank: int
    unit_id: UUID
    total: Decimal


class MeetingClosed(Fact, frozen=True, kw_only=True):
    """The meeting is over. `digest` is the SHA-256 of its minutes' text; the first had none."""

    meeting_id: UUID
    bloc_id: UUID
    conclusion: str
    closed_at: datetime
    standing: tuple[ScorePlace, ...] = ()
    digest: str = ""


class Voter(msgspec.Struct, frozen=True):
    """A unit that may vote, and the account that does so in its head's place."""

    unit_id: UUID
    account: str | None = None


class FlagBallotOpened(Fact, frozen=True, kw_only=True):
    """The units present may mark up to `at_most` candidates; `needed` votes are enough.

    A sheet is one byte for each candidate in this order, 1 where it is marked and 0 where not,
    sealed for `public_key` (an uncompressed P-256 point in hexadecimal) with the 16 bytes of
    `ballot_id` as context.
    """

    ballot_id: UUID
    meeting_id: UUID
    bloc_id: UUID
    year: int
    number: int
    candidate_unit_ids: tuple[UUID, ...]
    at_most: int
    entitled: int
    voters: tuple[Voter, ...]
    needed: int
    public_key: str
    opened_at: datetime


class FlagBallotCast(Fact, frozen=True, kw_only=True):
    """The unit has voted. How, no fact tells."""

    ballot_id: UUID
    meeting_id: UUID
    bloc_id: UUID
    unit_id: UUID


class Tally(msgspec.Struct, frozen=True):
    """The votes for one candidate, and whether they are enough."""

    unit_id: UUID
    votes: int
    passed: bool


class BallotResult(msgspec.Struct, frozen=True):
    """What the ballot came to; `cast` counts all sheets, also the `invalid` ones."""

    entitled: int
    present: int
    cast: int
    invalid: int
    needed: int
    tallies: tuple[Tally, ...]


class FlagBallotCounted(Fact, frozen=True, kw_only=True):
    """The ballot is closed and counted.

    `sheets` are the valid ones, sorted; each names the candidates it is for. `receipts` are
    those of all sheets, sorted by themselves: no receipt belongs to a sheet.
    """

    ballot_id: UUID
    meeting_id: UUID
    bloc_id: UUID
    year: int
    sheets: tuple[tuple[UUID, ...], ...]
    receipts: tuple[str, ...]
    result: BallotResult
    counted_at: datetime


class FlagBallotAnnulled(Fact, frozen=True, kw_only=True):
    """The ballot ended uncounted; its sheets were destroyed unread."""

    ballot_id: UUID
    meeting_id: UUID
    bloc_id: UUID
    reason: str
    annulled_at: datetime
