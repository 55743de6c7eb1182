"""The year of a bloc and its awards: who is told of covenants, scores, meetings, decisions.

Each policy is named after the fact it answers and only says what to do.
"""

from __future__ import annotations

from uuid import UUID

from services.notify.subscriptions.delivering import Addressed
from shared.contracts import Envelope, awards, covenant


def addressed(envelope: Envelope) -> Addressed | None:
    match envelope.data:
        case covenant.CovenantOpened() as fact:
            return when_covenant_opened_ask_to_sign(fact)
        case covenant.CovenantSigned() as fact:
            return when_covenant_signed_tell_the_bloc(fact)
        case covenant.CovenantInForce() as fact:
            return when_covenant_in_force_tell_the_units(fact)
        case covenant.CovenantCommented() as fact:
            return when_covenant_commented_tell_the_head(fact)
        case covenant.CovenantCommentAnswered() as fact:
            return when_comment_answered_tell_the_unit(fact)
        case covenant.AccessionOpened() as fact:
            return when_accession_opened_ask_to_sign(fact)
        case covenant.AppendixOpened() as fact:
            return when_appendix_opened_ask_to_sign(fact)
        case covenant.MeetingCalled() as fact:
            return when_meeting_called_invite_the_units(fact)
        case covenant.FlagBallotOpened() as fact:
            return when_flag_ballot_opened_ask_to_vote(fact)
        case covenant.FlagBallotCounted() as fact:
            return when_flag_ballot_counted_tell_the_bloc(fact)
        case covenant.UnitsReminded() as fact:
            return when_units_reminded_tell_them(fact)
        case covenant.RegistrationReturned() as fact:
            return when_registration_returned_tell_the_unit(fact)
        case covenant.ScorecardReturned() as fact:
            return when_scorecard_returned_tell_the_unit(fact)
        case awards.NominationReturned() as fact:
            return when_nomination_returned_tell_the_unit(fact)
        case awards.AwardGranted() as fact:
            return when_award_granted_tell_the_unit(fact)
        case awards.AwardRevoked() as fact:
            return when_award_revoked_ask_for_review(fact)
        case _:
            return None


def when_covenant_opened_ask_to_sign(fact: covenant.CovenantOpened) -> Addressed:
    audiences = [f"unit_head@{unit_id}" for unit_id in fact.unit_ids]
    return audiences, "covenant_opened", {"covenant_id": str(fact.covenant_id)}


def when_covenant_signed_tell_the_bloc(fact: covenant.CovenantSigned) -> Addressed:
    values = {"covenant_id": str(fact.covenant_id), "unit_id": str(fact.unit_id)}
    return [f"bloc_head@{fact.bloc_id}", "emulation_officer"], "covenant_signed", values


def when_covenant_in_force_tell_the_units(fact: covenant.CovenantInForce) -> Addressed:
    audiences = [_officer(unit_id) for unit_id in fact.unit_ids]
    values = {"covenant_id": str(fact.covenant_id), "year": str(fact.year)}
    return [*audiences, "emulation_officer"], "covenant_in_force", values


def when_covenant_commented_tell_the_head(fact: covenant.CovenantCommented) -> Addressed:
    values = {"covenant_id": str(fact.covenant_id), "unit_id": str(fact.unit_id)}
    return [f"bloc_head@{fact.bloc_id}"], "covenant_commented", values


def when_comment_answered_tell_the_unit(fact: covenant.CovenantCommentAnswered) -> Addressed:
    values = {"covenant_id": str(fact.covenant_id), "answer": fact.answer}
    return [_officer(fact.unit_id)], "covenant_comment_answered", values


def when_accession_opened_ask_to_sign(fact: covenant.AccessionOpened) -> Addressed:
    values = {"covenant_id": str(fact.covenant_id)}
    return [f"unit_head@{fact.unit_id}"], "accession_opened", values


def when_appendix_opened_ask_to_sign(fact: covenant.AppendixOpened) -> Addressed:
    audiences = [f"unit_head@{unit_id}" for unit_id in fact.unit_ids]
    values = {"covenant_id": str(fact.covenant_id), "number": str(fact.number)}
    return audiences, "appendix_opened", values


def when_meeting_called_invite_the_units(fact: covenant.MeetingCalled) -> Addressed:
    audiences = [f"unit_head@{unit_id}" for unit_id in fact.unit_ids]
    values = {"meeting_id": str(fact.meeting_id), "held_on": fact.held_on.isoformat()}
    return audiences, "meeting_called", values


def when_flag_ballot_opened_ask_to_vote(fact: covenant.FlagBallotOpened) -> Addressed:
    """Who votes by proxy is told as its officer, whom the proxy is one of."""
    audiences = [
        f"unit_head@{voter.unit_id}" if voter.account is None else _officer(voter.unit_id)
        for voter in fact.voters
    ]
    return audiences, "flag_ballot_opened", {"meeting_id": str(fact.meeting_id)}


def when_flag_ballot_counted_tell_the_bloc(fact: covenant.FlagBallotCounted) -> Addressed:
    values = {"meeting_id": str(fact.meeting_id), "year": str(fact.year)}
    return [f"bloc_head@{fact.bloc_id}", "emulation_officer"], "flag_ballot_counted", values


def when_units_reminded_tell_them(fact: covenant.UnitsReminded) -> Addressed:
    """A unit's officer does the work, its head answers for it; each is told what is late."""
    audiences = [
        audience
        for unit_id in fact.unit_ids
        for audience in (f"unit_head@{unit_id}", _officer(unit_id))
    ]
    return audiences, f"reminded_{fact.matter}", {"year": str(fact.year)}


def when_registration_returned_tell_the_unit(fact: covenant.RegistrationReturned) -> Addressed:
    values = {"covenant_id": str(fact.covenant_id), "reason": fact.reason}
    return [_officer(fact.unit_id)], "registration_returned", values


def when_scorecard_returned_tell_the_unit(fact: covenant.ScorecardReturned) -> Addressed:
    values = {"scorecard_id": str(fact.scorecard_id), "reason": fact.reason}
    return [_officer(fact.unit_id)], "scorecard_returned", values


def when_nomination_returned_tell_the_unit(fact: awards.NominationReturned) -> Addressed:
    values = {"nomination_id": str(fact.nomination_id), "reason": fact.reason}
    return [_officer(fact.by_unit_id)], "nomination_returned", values


def when_award_granted_tell_the_unit(fact: awards.AwardGranted) -> Addressed:
    audiences = [_officer(fact.by_unit_id), f"unit_head@{fact.by_unit_id}"]
    return audiences, "award_granted", _award(fact)


def when_award_revoked_ask_for_review(fact: awards.AwardRevoked) -> Addressed:
    values = _award(fact) | {"reason": fact.reason}
    return ["emulation_officer", "authority"], "award_revoked", values


def _award(fact: awards.AwardGranted | awards.AwardRevoked) -> dict[str, str]:
    return {
        "award_id": str(fact.award_id),
        "award": fact.award,
        "year": str(fact.year),
        "subject_kind": fact.subject_kind,
        "subject_id": str(fact.subject_id),
        "decision_number": fact.decision_number,
    }


def _officer(unit_id: UUID) -> str:
    return f"unit_officer@{unit_id}"
