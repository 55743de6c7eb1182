"""A secret ballot for the flag (*suy tôn*): that a unit voted is an event, how is in none.

What stands on a sheet comes here when it is counted, without any trace of whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain import ballot_refusals as refused
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.minutes import HeldBallot
from services.covenant.domain.voting import BallotResult, Voter, counted

BALLOTS: Final = UUID("7f0b4d0e-2f35-5f1c-9b0d-6a6f2a4c8e21")

Sheet = tuple[UUID, ...]


class FlagBallot(Aggregate):
    TOPIC = "flag_ballot"

    class Created(Aggregate.Created):
        TOPIC = "flag_ballot.opened"
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

    class Cast(Aggregate.Event):
        TOPIC = "flag_ballot.cast"
        meeting_id: UUID
        bloc_id: UUID
        unit_id: UUID

    class Counted(Aggregate.Event):
        TOPIC = "flag_ballot.counted"
        meeting_id: UUID
        bloc_id: UUID
        year: int
        sheets: tuple[Sheet, ...]
        receipts: tuple[str, ...]
        result: BallotResult
        counted_at: datetime

    class Annulled(Aggregate.Event):
        TOPIC = "flag_ballot.annulled"
        meeting_id: UUID
        bloc_id: UUID
        reason: str
        annulled_at: datetime

    @staticmethod
    def id_of(meeting_id: UUID, number: int) -> UUID:
        """The one id of a meeting's ballot of this number."""
        return uuid5(BALLOTS, f"{meeting_id}/{number}")

    # Commands decide. They may refuse.

    @classmethod
    def open(
        cls,
        meeting: Meeting,
        *,
        number: int,
        candidates: tuple[UUID, ...],
        at_most: int,
        public_key: str,
        opened_at: datetime,
    ) -> FlagBallot:
        """Let every unit that is present mark up to `at_most` candidates, with a quorum.

        As many as there are candidates means: approve or not of each.
        """
        meeting.check_open()
        meeting.check_quorum()
        if not candidates:
            raise refused.BallotWithoutCandidates
        for unit_id in candidates:
            if unit_id not in meeting.unit_ids:
                raise refused.BallotCandidateNotMember(unit_id)
        standing = tuple(dict.fromkeys(candidates))
        if not 1 <= at_most <= len(standing):
            raise refused.BallotChoiceUnusable(at_most, len(standing))
        whole = meeting.present if meeting.rules.passing_of == "present" else meeting.unit_ids
        return cls._create(
            cls.Created,
            id=cls.id_of(meeting.id, number),
            meeting_id=meeting.id,
            bloc_id=meeting.bloc_id,
            year=meeting.year,
            number=number,
            candidate_unit_ids=standing,
            at_most=at_most,
            entitled=len(meeting.unit_ids),
            voters=tuple(
                Voter(unit_id, presence.account)
                for unit_id, presence in meeting.present.items()
            ),
            needed=meeting.rules.passing.least_of(len(whole)),
            public_key=public_key,
            opened_at=opened_at,
        )

    def cast(self, unit_id: UUID, account: str) -> None:
        """Note that the unit voted; its sheet goes into the box beside this event.

        Where a unit is here by a proxy, the proxy votes; else its head does.
        """
        self.check_open()
        if self.proxy_of(unit_id) not in {None, account}:
            raise refused.BallotVoterIsProxy(unit_id)
        if unit_id in self.voted:
            raise refused.AlreadyVoted(unit_id)
        self._cast(self.meeting_id, self.bloc_id, unit_id)

    def proxy_of(self, unit_id: UUID) -> str | None:
        """The account that votes for a unit in its head's place; none where the head does."""
        for voter in self.voters:
            if voter.unit_id == unit_id:
                return voter.account
        raise refused.BallotVoterNotPresent(unit_id)

    def count(
        self, sheets: Sequence[Sheet | None], receipts: Sequence[str], counted_at: datetime
    ) -> None:
        """Close, count and announce. A sheet that cannot be read is none.

        Both are sorted, each by itself: neither tells the order of voting, nor of the other.
        """
        self.check_open()
        if not self.voted:
            raise refused.BallotWithoutVotes
        if not len(self.voted) == len(sheets) == len(receipts):
            raise refused.BallotBoxIncomplete(len(self.voted), len(sheets))
        read = [self._in_order(sheet) for sheet in sheets if self._is_valid(sheet)]
        self._counted(
            meeting_id=self.meeting_id,
            bloc_id=self.bloc_id,
            year=self.year,
            sheets=tuple(sorted(read)),
            receipts=tuple(sorted(receipts)),
            result=counted(
                read,
                self.candidate_unit_ids,
                entitled=self.entitled,
                present=len(self.voters),
                invalid=len(sheets) - len(read),
                needed=self.needed,
            ),
            counted_at=counted_at,
        )

    def annul(self, reason: str, annulled_at: datetime) -> None:
        """End it uncounted; the box is emptied unread, and another ballot may be opened."""
        self.check_open()
        if not reason.strip():
            raise refused.BallotAnnulledWithoutReason
        self._annulled(self.meeting_id, self.bloc_id, reason.strip(), annulled_at)

    @property
    def held(self) -> HeldBallot:
        """What the minutes of its meeting say of it."""
        return HeldBallot(
            self.number, self.state, self.candidate_unit_ids, self.reason, self.result
        )

    def check_open(self) -> None:
        """Refuse once it is counted or annulled."""
        if self.state != "open":
            raise refused.BallotNotOpen(self.state)

    def _is_valid(self, sheet: Sheet | None) -> bool:
        return sheet is not None and len(sheet) <= self.at_most

    def _in_order(self, sheet: Sheet | None) -> Sheet:
        return tuple(unit_id for unit_id in self.candidate_unit_ids if unit_id in (sheet or ()))

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        meeting_id: UUID,
        bloc_id: UUID,
        year: int,
        number: int,
        candidate_unit_ids: tuple[UUID, ...],
        at_most: int,
        entitled: int,
        voters: tuple[Voter, ...],
        needed: int,
    ) -> None:
        self.meeting_id = meeting_id
        self.bloc_id = bloc_id
        self.year = year
        self.number = number
        self.candidate_unit_ids = candidate_unit_ids
        self.at_most = at_most
        self.entitled = entitled
        self.voters = voters
        self.needed = needed
        self.voted: set[UUID] = set()
        self.reason = ""
        self.result: BallotResult | None = None
        self.state: Literal["open", "counted", "annulled"] = "open"

    @event(Cast)
    def _cast(self, meeting_id: UUID, bloc_id: UUID, unit_id: UUID) -> None:
        del meeting_id, bloc_id  # Repeated for readers of the event, and known here.
        self.voted.add(unit_id)

    @event(Counted)
    def _counted(
        self,
        *,
        meeting_id: UUID,
        bloc_id: UUID,
        year: int,
        sheets: tuple[Sheet, ...],
        receipts: tuple[str, ...],
        result: BallotResult,
        counted_at: datetime,
    ) -> None:
        del meeting_id, bloc_id, year, sheets, receipts, counted_at  # For readers.
        self.result = result
        self.state = "counted"

    @event(Annulled)
    def _annulled(
        self, meeting_id: UUID, bloc_id: UUID, reason: str, annulled_at: datetime
    ) -> None:
        del meeting_id, bloc_id, annulled_at  # For readers of the event.
        self.reason = reason
        self.state = "annulled"
