"""A bloc's meetings and ballots, as `covenant` answers them, and how they are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.transport import Transport
from shared.contracts.covenant import BallotResult, MeetingRules, ScorePlace


class MeetingPresence(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is present, by its head or by a proxy."""

    unit_id: UUID
    account: str | None = None
    document_number: str = ""


class MeetingChair(msgspec.Struct, frozen=True, kw_only=True):
    """Who took the chair, and a deputy's reason for it."""

    account: str
    is_head: bool
    reason: str


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as it stands; `call_reason` is that of a deputy who called it."""

    meeting_id: UUID
    bloc_id: UUID
    year: int
    unit_ids: tuple[UUID, ...]
    held_on: date
    begins_at: time
    place: str
    agenda: tuple[str, ...]
    rules: MeetingRules
    needed: int
    called_on: date
    called_by: str = ""
    call_reason: str = ""
    presences: tuple[MeetingPresence, ...] = ()
    chair: MeetingChair | None = None
    next_head_unit_id: UUID | None = None
    conclusion: str = ""
    state: Literal["called", "open", "closed"] = "called"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    standing: tuple[ScorePlace, ...] = ()
    digest: str = ""


class BallotVoter(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that may vote, who does so in its head's place, and whether it has voted."""

    unit_id: UUID
    account: str | None = None
    voted: bool = False


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot as it stands; once counted, with its sheets."""

    ballot_id: UUID
    meeting_id: UUID
    bloc_id: UUID
    year: int
    number: int
    candidate_unit_ids: tuple[UUID, ...]
    at_most: int
    entitled: int
    voters: tuple[BallotVoter, ...]
    needed: int
    public_key: str
    opened_at: datetime
    state: Literal["open", "counted", "annulled"] = "open"
    ended_at: datetime | None = None
    reason: str = ""
    sheets: tuple[tuple[UUID, ...], ...] = ()
    receipts: tuple[str, ...] = ()
    result: BallotResult | None = None


class Recount(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot's sheets counted again beside what was announced."""

    ballot_id: UUID
    announced: BallotResult
    recounted: BallotResult
    agrees: bool
    sheets: tuple[tuple[UUID, ...], ...]
    receipts: tuple[str, ...]


class MeetingQuestions:
    """What the API says about meetings and ballots."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def meetings(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Meeting, ...]:
        return await self.transport.read(
            "/meetings", tuple[Meeting, ...], after=after, bloc_id=bloc_id, year=year
        )

    async def meeting(self, meeting_id: UUID, after: Sequence[str] = ()) -> Meeting:
        return await self.transport.read(f"/meetings/{meeting_id}", Meeting, after=after)

    async def ballots(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Ballot, ...]:
        return await self.transport.read(
            "/flag-ballots", tuple[Ballot, ...], after=after, bloc_id=bloc_id, year=year
        )

    async def ballot(self, ballot_id: UUID, after: Sequence[str] = ()) -> Ballot:
        return await self.transport.read(f"/flag-ballots/{ballot_id}", Ballot, after=after)

    async def recount(self, ballot_id: UUID) -> Recount:
        return await self.transport.read(f"/flag-ballots/{ballot_id}/recount", Recount)

    async def call_meeting(self, form: Mapping[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/meetings", form, key=key)

    async def at_meeting(
        self, meeting_id: UUID, what: str, form: Mapping[str, Any], key: str
    ) -> Written:
        """Do one thing at a meeting: `presences`, `chair`, `opening`, `ballots`, `closing`."""
        return await self.transport.write(
            "POST", f"/meetings/{meeting_id}/{what}", form, key=key
        )

    async def end_ballot(
        self, ballot_id: UUID, how: str, form: Mapping[str, Any], key: str
    ) -> Written:
        """Count a ballot (`count`) or annul it (`annulment`)."""
        return await self.transport.write(
            "POST", f"/flag-ballots/{ballot_id}/{how}", form, key=key
        )

    async def cast(self, ballot_id: UUID, unit_id: UUID, sealed: str) -> Written:
        """Send a sealed sheet; the answer brings the receipt. No key: a vote is given once."""
        return await self.transport.write(
            "POST", f"/flag-ballots/{ballot_id}/votes", {"unit_id": unit_id, "sealed": sealed}
        )
