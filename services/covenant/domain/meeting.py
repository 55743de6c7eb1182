"""A bloc's meeting: called with an agenda, attended, opened with a quorum, closed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.covenant.domain import meeting_events as events
from services.covenant.domain import meeting_refusals as refused
from services.covenant.domain.chair import Chair, MeetingLeader, check_leads, taken, why_called
from services.covenant.domain.minutes import Ending, HeldBallot, ScorePlace, minutes_of
from services.covenant.domain.text import digest_of
from services.covenant.domain.voting import MeetingRules, Presence

if TYPE_CHECKING:
    from collections.abc import Sequence


class Meeting(Aggregate):
    TOPIC = "meeting"

    Created: TypeAlias = events.Called
    PresenceRecorded: TypeAlias = events.PresenceRecorded
    PresenceWithdrawn: TypeAlias = events.PresenceWithdrawn
    ChairTaken: TypeAlias = events.ChairTaken
    Opened: TypeAlias = events.Opened
    NextHeadProposed: TypeAlias = events.NextHeadProposed
    Closed: TypeAlias = events.Closed

    # Commands decide. They may refuse.

    @classmethod
    def call(
        cls,
        meeting_id: UUID,
        leader: MeetingLeader,
        *,
        bloc_id: UUID,
        year: int,
        unit_ids: tuple[UUID, ...],
        held_on: date,
        begins_at: time,
        place: str,
        agenda: tuple[str, ...],
        rules: MeetingRules,
        called_on: date,
        reason: str = "",
    ) -> Meeting:
        """Call the bloc's units to a meeting; the rules of its day hold for all of it."""
        if not unit_ids:
            raise refused.MeetingOfNobody
        points = tuple(point.strip() for point in agenda if point.strip())
        if not points:
            raise refused.MeetingWithoutAgenda
        return cls._create(
            cls.Created,
            id=meeting_id,
            bloc_id=bloc_id,
            year=year,
            unit_ids=tuple(dict.fromkeys(unit_ids)),
            held_on=held_on,
            begins_at=begins_at,
            place=place.strip(),
            agenda=points,
            rules=rules,
            called_on=called_on,
            reason=why_called(leader, reason),
        )

    def record_presence(self, unit_id: UUID, presence: Presence) -> None:
        """Note that a unit is here, by its head or by a proxy with a document."""
        self._check_going_on()
        if unit_id not in self.unit_ids:
            raise refused.MeetingUnitNotMember(unit_id)
        if presence.account is not None and not presence.document_number:
            raise refused.ProxyWithoutDocument
        if self.present.get(unit_id) == presence:
            raise refused.PresenceAlreadyRecorded(unit_id)
        self._presence_recorded(
            self.bloc_id, unit_id, presence.account, presence.document_number
        )

    def withdraw_presence(self, unit_id: UUID) -> None:
        """Note that a unit left, or was not here after all. What it did stands."""
        self._check_going_on()
        if unit_id not in self.present:
            raise refused.PresenceNotRecorded(unit_id)
        self._presence_withdrawn(self.bloc_id, unit_id)

    def take_chair(self, leader: MeetingLeader, reason: str, taken_at: datetime) -> None:
        """Chair it in the absent head's place; the head takes it back by the same act."""
        self._check_going_on()
        chair = taken(self.chair, leader, reason)
        self._chair_taken(self.bloc_id, chair.account, chair.is_head, chair.reason, taken_at)

    def open(self, leader: MeetingLeader, opened_at: datetime, today: date) -> None:
        """Begin, on its day or later, with the quorum of its rules."""
        self._check_going_on()
        self.check_led_by(leader)
        if self.state == "open":
            raise refused.MeetingAlreadyOpened
        if today < self.held_on:
            raise refused.MeetingBeforeItsDay(self.held_on)
        self.check_quorum()
        self._opened(self.bloc_id, tuple(self.present), self.quorum, opened_at)

    def propose_next_head(self, leader: MeetingLeader, unit_id: UUID) -> None:
        """Propose whose head leads the bloc next; a later proposal takes its place."""
        self.check_led_by(leader)
        self.check_open()
        if unit_id not in self.unit_ids:
            raise refused.MeetingUnitNotMember(unit_id)
        if unit_id == self.next_head_unit_id:
            raise refused.NextHeadAlreadyProposed(unit_id)
        self._next_head_proposed(self.bloc_id, unit_id)

    def close(self, leader: MeetingLeader, ending: Ending, held: Sequence[HeldBallot]) -> None:
        """End it, once none of its ballots is open. From then on its minutes are fixed."""
        self.check_led_by(leader)
        self.check_open()
        if any(ballot.state == "open" for ballot in held):
            raise refused.MeetingBusinessOpen
        self._closed(
            self.bloc_id,
            ending.conclusion,
            ending.closed_at,
            ending.standing,
            digest_of(minutes_of(self, held, ending)),
        )

    def minutes(self, held: Sequence[HeldBallot]) -> bytes:
        """The text of the minutes, to the byte, as the digest covers it."""
        if self.ending is None:
            raise refused.MeetingNotOver
        return minutes_of(self, held, self.ending)

    @property
    def quorum(self) -> int:
        """How many units are to be present."""
        return self.rules.quorum.least_of(len(self.unit_ids))

    def check_led_by(self, leader: MeetingLeader) -> None:
        """Refuse whoever does not chair it."""
        check_leads(self.chair, leader)

    def check_open(self) -> None:
        """Refuse while it has not begun, and once it is over."""
        self._check_going_on()
        if self.state != "open":
            raise refused.MeetingNotOpen

    def check_quorum(self) -> None:
        """Refuse while too few units are present."""
        if len(self.present) < self.quorum:
            raise refused.MeetingWithoutQuorum(len(self.present), self.quorum)

    def _check_going_on(self) -> None:
        if self.state == "closed":
            raise refused.MeetingClosed

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        bloc_id: UUID,
        year: int,
        unit_ids: tuple[UUID, ...],
        held_on: date,
        place: str,
        agenda: tuple[str, ...],
        rules: MeetingRules,
    ) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.unit_ids = unit_ids
        self.held_on = held_on
        self.place = place
        self.agenda = agenda
        self.rules = rules
        self.present: dict[UUID, Presence] = {}
        self.chair: Chair | None = None
        self.next_head_unit_id: UUID | None = None
        self.opened_at: datetime | None = None
        self.ending: Ending | None = None
        self.state: Literal["called", "open", "closed"] = "called"

    @event(PresenceRecorded)
    def _presence_recorded(
        self, bloc_id: UUID, unit_id: UUID, account: str | None, document_number: str
    ) -> None:
        del bloc_id  # Repeated for readers of the event, and known here.
        self.present[unit_id] = Presence(account, document_number)

    @event(PresenceWithdrawn)
    def _presence_withdrawn(self, bloc_id: UUID, unit_id: UUID) -> None:
        del bloc_id, self.present[unit_id]

    @event(ChairTaken)
    def _chair_taken(
        self, bloc_id: UUID, account: str, is_head: bool, reason: str, taken_at: datetime
    ) -> None:
        del bloc_id, taken_at  # For readers of the event.
        self.chair = Chair(account, is_head, reason)

    @event(Opened)
    def _opened(
        self,
        bloc_id: UUID,
        present_unit_ids: tuple[UUID, ...],
        needed: int,
        opened_at: datetime,
    ) -> None:
        del bloc_id, present_unit_ids, needed  # For readers of the event.
        self.opened_at = opened_at
        self.state = "open"

    @event(NextHeadProposed)
    def _next_head_proposed(self, bloc_id: UUID, unit_id: UUID) -> None:
        del bloc_id  # For readers of the event.
        self.next_head_unit_id = unit_id

    @event(Closed)
    def _closed(
        self,
        bloc_id: UUID,
        conclusion: str,
        closed_at: datetime,
        standing: tuple[ScorePlace, ...],
        digest: str,
    ) -> None:
        del bloc_id, digest  # For readers of the event.
        self.ending = Ending(conclusion, closed_at, standing)
        self.state = "closed"
