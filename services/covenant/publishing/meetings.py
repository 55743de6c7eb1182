"""Events of meetings and ballots into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.voting import BallotResult, MeetingRules, Ratio
from shared.contracts import Fact
from shared.contracts import covenant as facts

MeetingEvent: TypeAlias = (
    Meeting.Created
    | Meeting.PresenceRecorded
    | Meeting.PresenceWithdrawn
    | Meeting.ChairTaken
    | Meeting.Opened
    | Meeting.NextHeadProposed
    | Meeting.Closed
)
BallotEvent: TypeAlias = (
    FlagBallot.Created | FlagBallot.Cast | FlagBallot.Counted | FlagBallot.Annulled
)


def meeting_fact(event: MeetingEvent) -> Fact:
    match event:
        case Meeting.Created():
            return facts.MeetingCalled(
                meeting_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                unit_ids=event.unit_ids,
                held_on=event.held_on,
                begins_at=event.begins_at,
                place=event.place,
                agenda=event.agenda,
                rules=_rules(event.rules),
                called_on=event.called_on,
                needed=event.rules.quorum.least_of(len(event.unit_ids)),
                reason=event.reason,
            )
        case Meeting.PresenceRecorded():
            return facts.MeetingPresenceRecorded(
                meeting_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                account=event.account,
                document_number=event.document_number,
            )
        case Meeting.PresenceWithdrawn():
            return facts.MeetingPresenceWithdrawn(
                meeting_id=event.originator_id, bloc_id=event.bloc_id, unit_id=event.unit_id
            )
        case Meeting.ChairTaken():
            return facts.MeetingChairTaken(
                meeting_id=event.originator_id,
                bloc_id=event.bloc_id,
                account=event.account,
                is_head=event.is_head,
                reason=event.reason,
                taken_at=event.taken_at,
            )
        case Meeting.Opened():
            return facts.MeetingOpened(
                meeting_id=event.originator_id,
                bloc_id=event.bloc_id,
                present_unit_ids=event.present_unit_ids,
                needed=event.needed,
                opened_at=event.opened_at,
            )
        case Meeting.NextHeadProposed():
            return facts.NextHeadProposed(
                meeting_id=event.originator_id, bloc_id=event.bloc_id, unit_id=event.unit_id
            )
        case Meeting.Closed():
            return facts.MeetingClosed(
                meeting_id=event.originator_id,
                bloc_id=event.bloc_id,
                conclusion=event.conclusion,
                closed_at=event.closed_at,
                standing=tuple(
                    facts.ScorePlace(one.rank, one.unit_id, one.total) for one in event.standing
                ),
                digest=event.digest,
            )
    assert_never(event)


def ballot_fact(event: BallotEvent) -> Fact:
    match event:
        case FlagBallot.Created():
            return facts.FlagBallotOpened(
                ballot_id=event.originator_id,
                meeting_id=event.meeting_id,
                bloc_id=event.bloc_id,
                year=event.year,
                number=event.number,
                candidate_unit_ids=event.candidate_unit_ids,
                at_most=event.at_most,
                entitled=event.entitled,
                voters=tuple(facts.Voter(one.unit_id, one.account) for one in event.voters),
                needed=event.needed,
                public_key=event.public_key,
                opened_at=event.opened_at,
            )
        case FlagBallot.Cast():
            return facts.FlagBallotCast(
                ballot_id=event.originator_id,
                meeting_id=event.meeting_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
            )
        case FlagBallot.Counted():
            return facts.FlagBallotCounted(
                ballot_id=event.originator_id,
                meeting_id=event.meeting_id,
                bloc_id=event.bloc_id,
                year=event.year,
                sheets=event.sheets,
                receipts=event.receipts,
                result=_result(event.result),
                counted_at=event.counted_at,
            )
        case FlagBallot.Annulled():
            return facts.FlagBallotAnnulled(
                ballot_id=event.originator_id,
                meeting_id=event.meeting_id,
                bloc_id=event.bloc_id,
                reason=event.reason,
                annulled_at=event.annulled_at,
            )
    assert_never(event)


def _rules(rules: MeetingRules) -> facts.MeetingRules:
    return facts.MeetingRules(
        name=rules.name,
        basis=rules.basis,
        quorum=_ratio(rules.quorum),
        passing=_ratio(rules.passing),
        passing_of=rules.passing_of,
    )


def _ratio(ratio: Ratio) -> facts.Ratio:
    return facts.Ratio(ratio.numerator, ratio.denominator, ratio.more_than)


def _result(result: BallotResult) -> facts.BallotResult:
    return facts.BallotResult(
        entitled=result.entitled,
        present=result.present,
        cast=result.cast,
        invalid=result.invalid,
        needed=result.needed,
        tallies=tuple(
            facts.Tally(one.unit_id, one.votes, one.passed) for one in result.tallies
        ),
    )
