"""A ballot for the flag: who has voted, the sheet that waits for the reader, the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.covenant_text import units_of
from services.console.screens.refusals import Refusal
from shared.access import Account, Role

if TYPE_CHECKING:
    from services.console.client.covenant import Ballot, Recount


@dataclass(frozen=True)
class Voter:
    """A unit that may vote, and whether it has."""

    unit: Party
    voted: bool


@dataclass(frozen=True)
class Votes:
    """What a candidate got."""

    unit: Party
    votes: int
    passed: bool


@dataclass(frozen=True)
class Outcome:
    """The announced result."""

    cast: int
    invalid: int
    votes: tuple[Votes, ...]

    @property
    def acclaimed(self) -> tuple[Party, ...]:
        """The units that reached what the rules ask."""
        return tuple(one.unit for one in self.votes if one.passed)


@dataclass(frozen=True)
class BallotScreen:
    """A ballot as it stands; `unit` is the one that waits for the reader to vote for it."""

    id: UUID
    meeting_id: UUID
    number: int
    state: str
    candidates: tuple[Party, ...]
    at_most: int
    entitled: int
    needed: int
    voters: tuple[Voter, ...]
    public_key: str
    opened_at: datetime
    ended_at: datetime | None
    reason: str
    outcome: Outcome | None
    unit: Party | None
    vote: Action
    end: Action

    @property
    def voted(self) -> int:
        return sum(voter.voted for voter in self.voters)

    @property
    def waiting(self) -> tuple[Party, ...]:
        """The units that have not voted."""
        return tuple(voter.unit for voter in self.voters if not voter.voted)

    @property
    def of_each(self) -> bool:
        """Whether the sheet asks of each candidate by itself."""
        return self.at_most == len(self.candidates)


@dataclass(frozen=True)
class VoteScreen:
    """The reader's own sheet, and what came of it; after the count the sheets of all."""

    ballot: BallotScreen
    receipt: str | None = None
    error: Refusal | None = None
    chosen: tuple[UUID, ...] = ()
    sheets: tuple[tuple[Party, ...], ...] = ()
    receipts: tuple[str, ...] = ()
    agrees: bool | None = None


@dataclass(frozen=True)
class EndingScreen:
    """Counting a ballot, or annulling it: read, then a typed word or a reason."""

    ballot: BallotScreen
    key: str
    error: Refusal | None = None


def waits_for(ballot: Ballot, account: Account) -> UUID | None:
    """The unit for which the account is to vote and has not; none where there is none."""
    if ballot.state != "open":
        return None
    return next((unit_id for unit_id, voted in _own(ballot, account) if not voted), None)


def ballot_screen(
    ballot: Ballot, account: Account, names: Names, obstacle: str | None
) -> BallotScreen:
    """The ballot for a reader; `obstacle` says why the reader does not lead its meeting."""
    own = _own(ballot, account)
    unit_id = waits_for(ballot, account)
    return BallotScreen(
        id=ballot.ballot_id,
        meeting_id=ballot.meeting_id,
        number=ballot.number,
        state=ballot.state,
        candidates=tuple(names.party(one) for one in ballot.candidate_unit_ids),
        at_most=ballot.at_most,
        entitled=ballot.entitled,
        needed=ballot.needed,
        voters=tuple(Voter(names.party(one.unit_id), one.voted) for one in ballot.voters),
        public_key=ballot.public_key,
        opened_at=ballot.opened_at,
        ended_at=ballot.ended_at,
        reason=ballot.reason,
        outcome=_outcome(ballot, names),
        unit=None if unit_id is None else names.party(unit_id),
        vote=_may_vote(ballot, own, unit_id),
        end=_may_end(ballot, obstacle),
    )


def vote_screen(ballot: BallotScreen, recount: Recount | None, names: Names) -> VoteScreen:
    if recount is None:
        return VoteScreen(ballot)
    return VoteScreen(
        ballot,
        sheets=tuple(
            tuple(names.party(unit_id) for unit_id in sheet) for sheet in recount.sheets
        ),
        receipts=recount.receipts,
        agrees=recount.agrees,
    )


def _own(ballot: Ballot, account: Account) -> list[tuple[UUID, bool]]:
    """The units for which the account votes, and whether they have."""
    headed = units_of(account, Role.UNIT_HEAD)
    return [
        (voter.unit_id, voter.voted)
        for voter in ballot.voters
        if voter.account == account.login
        or (voter.account is None and str(voter.unit_id) in headed)
    ]


def _may_vote(ballot: Ballot, own: list[tuple[UUID, bool]], unit_id: UUID | None) -> Action:
    if ballot.state != "open":
        return Action(allowed=False, reason="vote.over")
    if not own:
        return Action(allowed=False, reason="vote.no_voter")
    if unit_id is None:
        return Action(allowed=False, reason="vote.has_voted")
    return Action(allowed=True)


def _may_end(ballot: Ballot, obstacle: str | None) -> Action:
    if obstacle is not None:
        return Action(allowed=False, reason=obstacle)
    if ballot.state != "open":
        return Action(allowed=False, reason="vote.over")
    return Action(allowed=True)


def _outcome(ballot: Ballot, names: Names) -> Outcome | None:
    result = ballot.result
    if result is None:
        return None
    return Outcome(
        result.cast,
        result.invalid,
        tuple(Votes(names.party(one.unit_id), one.votes, one.passed) for one in result.tallies),
    )
