"""The use cases of a bloc's meeting and its ballots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import count
from uuid import UUID

from services.covenant.ballotbox import BallotBoxes, check_length
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.ballot_refusals import BallotOutOfOrder, BallotStillOpen
from services.covenant.domain.chair import MeetingLeader
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.meeting_refusals import MeetingRulesUnknown
from services.covenant.domain.minutes import Ending, HeldBallot
from services.covenant.domain.voting import MeetingRules, PassingOf, Presence, Ratio
from services.covenant.law import MeetingRule, Share, in_force
from shared.eventstore import EventSourcedApplication
from shared.sealing import SealKey


class MeetingUseCases(EventSourcedApplication):
    """Calls, attends, opens and closes meetings; opens, casts and counts ballots.

    What a sheet says is known to `count_ballot` alone, after the box was mixed.
    """

    boxes: BallotBoxes

    async def meeting(self, meeting_id: UUID) -> Meeting:
        """The meeting as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(Meeting, meeting_id))

    async def ballot(self, ballot_id: UUID) -> FlagBallot:
        """The ballot as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(FlagBallot, ballot_id))

    def call_meeting(
        self,
        meeting_id: UUID,
        rules: tuple[MeetingRule, ...],
        leader: MeetingLeader,
        *,
        bloc_id: UUID,
        year: int,
        unit_ids: tuple[UUID, ...],
        held_on: date,
        begins_at: time,
        place: str,
        agenda: tuple[str, ...],
        called_on: date,
        reason: str = "",
    ) -> None:
        rule = in_force(rules, held_on)
        if rule is None:
            raise MeetingRulesUnknown(held_on)
        self.save(
            Meeting.call(
                meeting_id,
                leader,
                bloc_id=bloc_id,
                year=year,
                unit_ids=unit_ids,
                held_on=held_on,
                begins_at=begins_at,
                place=place,
                agenda=agenda,
                rules=_rules(rule),
                called_on=called_on,
                reason=reason,
            )
        )

    def change_meeting(self, meeting_id: UUID, change: Callable[[Meeting], None]) -> None:
        """Do what one method of the meeting decides."""
        meeting = self.load(Meeting, meeting_id)
        change(meeting)
        self.save(meeting)

    def record_presence(self, meeting_id: UUID, unit_id: UUID, presence: Presence) -> None:
        self.change_meeting(
            meeting_id, lambda meeting: meeting.record_presence(unit_id, presence)
        )

    def close_meeting(self, meeting_id: UUID, leader: MeetingLeader, ending: Ending) -> None:
        meeting = self.load(Meeting, meeting_id)
        meeting.close(leader, ending, self._held(meeting_id))
        self.save(meeting)

    async def minutes(self, meeting_id: UUID) -> bytes:
        """The text of a meeting's minutes, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(
            lambda: self.load(Meeting, meeting_id).minutes(self._held(meeting_id))
        )

    def open_ballot(
        self,
        meeting_id: UUID,
        leader: MeetingLeader,
        number: int,
        *,
        candidates: tuple[UUID, ...],
        at_most: int,
        opened_at: datetime,
    ) -> None:
        """Open a meeting's next ballot; its key is kept before anybody can learn of it."""
        meeting = self.load(Meeting, meeting_id)
        meeting.check_led_by(leader)
        last = self._last_ballot(meeting_id)
        if last is not None and last.state == "open":
            raise BallotStillOpen(last.number)
        if number != 1 + (0 if last is None else last.number):
            raise BallotOutOfOrder(number)
        key = SealKey.generate()
        ballot = FlagBallot.open(
            meeting,
            number=number,
            candidates=candidates,
            at_most=at_most,
            public_key=key.public_point.hex(),
            opened_at=opened_at,
        )
        self.boxes.lock(ballot.id, key)
        self.save(ballot)

    def cast_vote(
        self,
        ballot_id: UUID,
        unit_id: UUID,
        *,
        account: str,
        receipt: str,
        sealed: bytes,
    ) -> None:
        """Note that the unit voted and put its sealed sheet into the box: both, or neither."""
        ballot = self.load(FlagBallot, ballot_id)
        check_length(sealed, ballot.candidate_unit_ids)
        ballot.cast(unit_id, account)
        self.save(ballot)
        self.also(lambda connection, _: self.boxes.put(connection, ballot_id, receipt, sealed))

    def count_ballot(
        self, ballot_id: UUID, leader: MeetingLeader, counted_at: datetime
    ) -> None:
        ballot = self._ballot_led_by(leader, ballot_id)
        ballot.check_open()
        found = self.boxes.open(ballot_id, ballot.candidate_unit_ids)
        ballot.count(found.sheets, found.receipts, counted_at)
        self.save(ballot)
        self.also(lambda connection, _: self.boxes.empty(connection, ballot_id))

    def annul_ballot(
        self, ballot_id: UUID, leader: MeetingLeader, reason: str, annulled_at: datetime
    ) -> None:
        ballot = self._ballot_led_by(leader, ballot_id)
        ballot.annul(reason, annulled_at)
        self.save(ballot)
        self.also(lambda connection, _: self.boxes.empty(connection, ballot_id))

    async def forget_ballot(self, ballot_id: UUID) -> None:
        """Destroy the key of a ballot that ended."""
        database = self.event_recorder.database
        await database.run(lambda: self.boxes.destroy_key(ballot_id))

    def is_balloting(self, ballot_id: UUID) -> bool:
        """Whether there is such a ballot and it is open."""
        return self.exists(ballot_id) and self.load(FlagBallot, ballot_id).state == "open"

    def _ballot_led_by(self, leader: MeetingLeader, ballot_id: UUID) -> FlagBallot:
        """The ballot, for whoever chairs the meeting it belongs to."""
        ballot = self.load(FlagBallot, ballot_id)
        self.load(Meeting, ballot.meeting_id).check_led_by(leader)
        return ballot

    def _held(self, meeting_id: UUID) -> list[HeldBallot]:
        return [ballot.held for ballot in self._ballots(meeting_id)]

    def _last_ballot(self, meeting_id: UUID) -> FlagBallot | None:
        return next(reversed([*self._ballots(meeting_id)]), None)

    def _ballots(self, meeting_id: UUID) -> Iterator[FlagBallot]:
        """The ballots of a meeting by their number."""
        for number in count(1):
            ballot_id = FlagBallot.id_of(meeting_id, number)
            if not self.exists(ballot_id):
                return
            yield self.load(FlagBallot, ballot_id)


def _rules(rule: MeetingRule) -> MeetingRules:
    passing_of: PassingOf = "present" if rule.passing_of == "present" else "entitled"
    return MeetingRules(
        name=rule.name,
        basis=rule.basis,
        quorum=_ratio(rule.quorum),
        passing=_ratio(rule.passing),
        passing_of=passing_of,
    )


def _ratio(share: Share) -> Ratio:
    return Ratio(share.numerator, share.denominator, share.more_than)
