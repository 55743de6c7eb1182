"""*Họp khối*: a bloc's meeting as one page, from the call to the announced ballot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.ballot import BallotScreen, ballot_screen
from services.console.screens.candidates import Candidate, candidates_of
from services.console.screens.chair import ChairSeat, chair_of, lead_obstacle, stands_in
from services.console.screens.chrome import Action, Names, Party
from services.console.screens.codes import code_of
from services.console.screens.covenant_text import heads, units_of
from services.console.screens.refusals import Refusal
from shared.access import Account, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.console.client.covenant import Ballot, Meeting, Ranking
    from shared.contracts.covenant import Ratio


@dataclass(frozen=True)
class Seat:
    """A unit that was called: whether it is here, and who may note that."""

    unit: Party
    present: bool
    proxy: str | None
    document_number: str
    note: Action


@dataclass(frozen=True)
class Rules:
    """The rules of the meeting in the words of a page."""

    name: str
    basis: str
    quorum: str
    passing: str
    passing_of: str


@dataclass(frozen=True)
class MeetingDetail:
    """One meeting, and what the reader may do at it.

    `called_by_deputy` names the deputy who called it and gave the `call_reason`.
    """

    id: UUID
    held_on: date
    begins_at: time
    place: str
    agenda: tuple[str, ...]
    state: str
    rules: Rules
    called_by_deputy: str | None
    call_reason: str
    chair: ChairSeat
    seats: tuple[Seat, ...]
    needed: int
    opened_at: datetime | None
    closed_at: datetime | None
    conclusion: str
    digest: str
    next_head: Party | None
    ballots: tuple[BallotScreen, ...]
    candidates: tuple[Candidate, ...]
    own_units: tuple[Party, ...]
    open: Action
    ballot: Action
    propose: Action
    close: Action

    @property
    def code(self) -> str:
        """What is typed to verify the printed minutes; empty before they are fixed."""
        return code_of(self.digest) if self.digest else ""

    @property
    def leads(self) -> bool:
        """Whether the reader chairs it."""
        return self.chair.take.reason == "meeting.chairs_already"

    @property
    def present(self) -> int:
        return sum(seat.present for seat in self.seats)

    @property
    def quorate(self) -> bool:
        return self.present >= self.needed

    @property
    def next_number(self) -> int:
        return 1 + len(self.ballots)


@dataclass(frozen=True)
class MeetingScreen:
    """The bloc's meetings of a year: the one that is looked at, the others by their day.

    A reader who `stands_in` for the head says why to call one. `form` names the form that was
    refused for `error`; `typed` is what stood in it.
    """

    bloc_name: str
    year: int
    call: Action
    stands_in: bool
    key: str
    meeting: MeetingDetail | None
    others: tuple[tuple[UUID, date], ...]
    accounts: tuple[tuple[str, str], ...] = ()
    form: str = ""
    error: Refusal | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


def compose(
    meeting: Meeting,
    ballots: Sequence[Ballot],
    ranking: Ranking | None,
    account: Account,
    names: Names,
    today: date,
) -> MeetingDetail:
    obstacle = lead_obstacle(meeting, account)
    not_leading = (obstacle is not None, obstacle or "")
    own = units_of(account, Role.UNIT_HEAD)
    here = {one.unit_id: one for one in meeting.presences}
    held = sorted(
        (one for one in ballots if one.meeting_id == meeting.meeting_id),
        key=lambda one: one.number,
    )
    balloting = any(one.state == "open" for one in held)
    quorate = len(here) >= meeting.needed
    chair = chair_of(meeting, account, names)
    may_note = chair.take.reason != "meeting.only_leaders"

    def seat(unit_id: UUID) -> Seat:
        found = here.get(unit_id)
        proxy = None if found is None else found.account
        return Seat(
            names.party(unit_id),
            found is not None,
            None if proxy is None else names.accounts.get(proxy, proxy),
            "" if found is None else found.document_number,
            _while_going_on(
                meeting,
                allowed=may_note or str(unit_id) in own,
            ),
        )

    return MeetingDetail(
        id=meeting.meeting_id,
        held_on=meeting.held_on,
        begins_at=meeting.begins_at,
        place=meeting.place,
        agenda=meeting.agenda,
        state=meeting.state,
        rules=_rules(meeting),
        called_by_deputy=names.accounts.get(meeting.called_by, meeting.called_by)
        if meeting.call_reason
        else None,
        call_reason=meeting.call_reason,
        chair=chair,
        seats=tuple(seat(unit_id) for unit_id in meeting.unit_ids),
        needed=meeting.needed,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        conclusion=meeting.conclusion,
        digest=meeting.digest,
        next_head=None
        if meeting.next_head_unit_id is None
        else names.party(meeting.next_head_unit_id),
        ballots=tuple(ballot_screen(one, account, names, obstacle) for one in held),
        candidates=candidates_of(meeting, ranking, names),
        own_units=tuple(names.party(one) for one in meeting.unit_ids if str(one) in own),
        open=_first_of(
            not_leading,
            (meeting.state != "called", "meeting.begun"),
            (today < meeting.held_on, "meeting.too_early"),
            (not quorate, "meeting.no_quorum"),
        ),
        ballot=_first_of(
            not_leading,
            (meeting.state == "called", "meeting.not_begun"),
            (meeting.state == "closed", "meeting.over"),
            (balloting, "meeting.balloting"),
            (not quorate, "meeting.no_quorum"),
        ),
        propose=_first_of(
            not_leading,
            (meeting.state == "called", "meeting.not_begun"),
            (meeting.state == "closed", "meeting.over"),
        ),
        close=_first_of(
            not_leading,
            (meeting.state == "called", "meeting.not_begun"),
            (meeting.state == "closed", "meeting.over"),
            (balloting, "meeting.balloting"),
        ),
    )


def may_call(account: Account, bloc_id: UUID) -> Action:
    """Whether the account may call the bloc to a meeting."""
    calls = heads(account, bloc_id) or stands_in(account, bloc_id)
    return _first_of((not calls, "meeting.only_callers"))


def share(ratio: Ratio) -> str:
    """`≥ 2/3`, or `> 1/2`."""
    return f"{'>' if ratio.more_than else '≥'} {ratio.numerator}/{ratio.denominator}"


def _rules(meeting: Meeting) -> Rules:
    rules = meeting.rules
    return Rules(
        rules.name, rules.basis, share(rules.quorum), share(rules.passing), rules.passing_of
    )


def _while_going_on(meeting: Meeting, *, allowed: bool) -> Action:
    return _first_of(
        (meeting.state == "closed", "meeting.over"), (not allowed, "meeting.not_own_unit")
    )


def _first_of(*obstacles: tuple[bool, str]) -> Action:
    """Allowed where nothing is in the way; else the first reason why not."""
    for there, reason in obstacles:
        if there:
            return Action(allowed=False, reason=reason)
    return Action(allowed=True)
