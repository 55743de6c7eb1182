"""The folds of meetings and ballots, and the recount of a ballot's sheets."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

from services.covenant.projections.meeting_documents import (
    BallotResultView,
    BallotView,
    ChairView,
    MeetingRulesView,
    MeetingView,
    PresenceView,
    RatioView,
    RecountView,
    ScorePlaceView,
    TallyView,
    VoterView,
)
from shared.contracts import Envelope
from shared.contracts import covenant as facts


def called(fact: facts.MeetingCalled, envelope: Envelope) -> MeetingView:
    return MeetingView(
        meeting_id=fact.meeting_id,
        bloc_id=fact.bloc_id,
        year=fact.year,
        unit_ids=fact.unit_ids,
        held_on=fact.held_on,
        begins_at=fact.begins_at,
        place=fact.place,
        agenda=fact.agenda,
        rules=MeetingRulesView(
            name=fact.rules.name,
            basis=fact.rules.basis,
            quorum=_ratio(fact.rules.quorum),
            passing=_ratio(fact.rules.passing),
            passing_of=fact.rules.passing_of,
        ),
        needed=fact.needed,
        called_on=fact.called_on,
        called_by=envelope.actor,
        call_reason=fact.reason,
    )


def gone_on(meeting: MeetingView, envelope: Envelope) -> MeetingView:
    """The meeting after one of its facts."""
    match envelope.data:
        case facts.MeetingPresenceRecorded() as fact:
            present = PresenceView(
                unit_id=fact.unit_id,
                account=fact.account,
                document_number=fact.document_number,
            )
            return replace(meeting, presences=(*_without(meeting, fact.unit_id), present))
        case facts.MeetingPresenceWithdrawn() as fact:
            return replace(meeting, presences=_without(meeting, fact.unit_id))
        case facts.MeetingChairTaken() as fact:
            chair = ChairView(account=fact.account, is_head=fact.is_head, reason=fact.reason)
            return replace(meeting, chair=chair)
        case facts.MeetingOpened() as fact:
            return replace(meeting, state="open", needed=fact.needed, opened_at=fact.opened_at)
        case facts.NextHeadProposed() as fact:
            return replace(meeting, next_head_unit_id=fact.unit_id)
        case facts.MeetingClosed() as fact:
            return replace(
                meeting,
                state="closed",
                conclusion=fact.conclusion,
                closed_at=fact.closed_at,
                standing=tuple(
                    ScorePlaceView(rank=one.rank, unit_id=one.unit_id, total=one.total)
                    for one in fact.standing
                ),
                digest=fact.digest,
            )
        case _:
            return meeting


def ballot_opened(fact: facts.FlagBallotOpened) -> BallotView:
    return BallotView(
        ballot_id=fact.ballot_id,
        meeting_id=fact.meeting_id,
        bloc_id=fact.bloc_id,
        year=fact.year,
        number=fact.number,
        candidate_unit_ids=fact.candidate_unit_ids,
        at_most=fact.at_most,
        entitled=fact.entitled,
        voters=tuple(
            VoterView(unit_id=one.unit_id, account=one.account) for one in fact.voters
        ),
        needed=fact.needed,
        public_key=fact.public_key,
        opened_at=fact.opened_at,
    )


def balloted(ballot: BallotView, envelope: Envelope) -> BallotView:
    """The ballot after one of its facts."""
    match envelope.data:
        case facts.FlagBallotCast() as fact:
            voters = tuple(
                replace(one, voted=one.voted or one.unit_id == fact.unit_id)
                for one in ballot.voters
            )
            return replace(ballot, voters=voters)
        case facts.FlagBallotCounted() as fact:
            return replace(
                ballot,
                state="counted",
                ended_at=fact.counted_at,
                sheets=fact.sheets,
                receipts=fact.receipts,
                result=_result(fact.result),
            )
        case facts.FlagBallotAnnulled() as fact:
            return replace(
                ballot, state="annulled", ended_at=fact.annulled_at, reason=fact.reason
            )
        case _:
            return ballot


def recount(ballot: BallotView) -> RecountView | None:
    """Count the published sheets again, by nothing but them; none while it is not counted."""
    announced = ballot.result
    if announced is None:
        return None
    votes = Counter(unit_id for sheet in ballot.sheets for unit_id in set(sheet))
    ordered = sorted(
        ballot.candidate_unit_ids, key=lambda unit_id: (-votes[unit_id], str(unit_id))
    )
    recounted = BallotResultView(
        entitled=ballot.entitled,
        present=len(ballot.voters),
        cast=len(ballot.receipts),
        invalid=len(ballot.receipts) - len(ballot.sheets),
        needed=ballot.needed,
        tallies=tuple(
            TallyView(
                unit_id=unit_id, votes=votes[unit_id], passed=votes[unit_id] >= ballot.needed
            )
            for unit_id in ordered
        ),
    )
    return RecountView(
        ballot_id=ballot.ballot_id,
        announced=announced,
        recounted=recounted,
        agrees=announced == recounted,
        sheets=ballot.sheets,
        receipts=ballot.receipts,
    )


def _without(meeting: MeetingView, unit_id: UUID) -> tuple[PresenceView, ...]:
    return tuple(one for one in meeting.presences if one.unit_id != unit_id)


def _ratio(ratio: facts.Ratio) -> RatioView:
    return RatioView(
        numerator=ratio.numerator, denominator=ratio.denominator, more_than=ratio.more_than
    )


def _result(result: facts.BallotResult) -> BallotResultView:
    return BallotResultView(
        entitled=result.entitled,
        present=result.present,
        cast=result.cast,
        invalid=result.invalid,
        needed=result.needed,
        tallies=tuple(
            TallyView(unit_id=one.unit_id, votes=one.votes, passed=one.passed)
            for one in result.tallies
        ),
    )
