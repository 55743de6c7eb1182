"""What leaves this service: every event becomes exactly one fact."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.awards.domain import (
    Award,
    Decision,
    Discipline,
    Finding,
    Hold,
    Initiative,
    Nomination,
    PastAward,
    Rating,
)
from shared.contracts import Fact
from shared.contracts import awards as facts

RecordEvent: TypeAlias = (
    Rating.Created
    | Initiative.Created
    | Discipline.Created
    | Discipline.Ended
    | Hold.Created
    | Hold.Lifted
    | Finding.Created
)
NominationEvent: TypeAlias = (
    Nomination.Created
    | Nomination.Resubmitted
    | Nomination.Returned
    | Nomination.Decided
    | Decision.Created
)
AwardEvent: TypeAlias = (
    Award.Created | Award.Revoked | PastAward.Created | PastAward.Confirmed | PastAward.Revoked
)
AwardsEvent: TypeAlias = RecordEvent | NominationEvent | AwardEvent


def to_fact(event: AwardsEvent) -> Fact:
    """Translate an event of this service's store into the published language."""
    match event:
        case (
            Rating.Created()
            | Initiative.Created()
            | Discipline.Created()
            | Discipline.Ended()
            | Hold.Created()
            | Hold.Lifted()
            | Finding.Created()
        ):
            return _of_record(event)
        case (
            Nomination.Created()
            | Nomination.Resubmitted()
            | Nomination.Returned()
            | Nomination.Decided()
            | Decision.Created()
        ):
            return _of_nomination(event)
        case (
            Award.Created()
            | Award.Revoked()
            | PastAward.Created()
            | PastAward.Confirmed()
            | PastAward.Revoked()
        ):
            return _of_award(event)
        case _:
            assert_never(event)


def _of_record(event: RecordEvent) -> Fact:
    match event:
        case Rating.Created():
            return facts.RatingRecorded(
                record_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                year=event.year,
                rating=event.rating,
                decision_number=event.decision_number,
                decided_on=event.decided_on,
            )
        case Initiative.Created():
            return facts.InitiativeRecognised(
                record_id=event.originator_id,
                person_ids=event.person_ids,
                name=event.name,
                scope=event.scope,
                year=event.year,
                decision_number=event.decision_number,
                recognised_on=event.recognised_on,
            )
        case Discipline.Created():
            return facts.DisciplineImposed(
                record_id=event.originator_id,
                person_id=event.person_id,
                form=event.form,
                decision_number=event.decision_number,
                imposed_on=event.imposed_on,
                ends_on=event.ends_on,
            )
        case Discipline.Ended():
            return facts.DisciplineEnded(
                record_id=event.originator_id,
                person_id=event.person_id,
                ended_on=event.ended_on,
            )
        case Hold.Created():
            return facts.HoldPlaced(
                record_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                ground=event.ground,
                placed_on=event.placed_on,
            )
        case Hold.Lifted():
            return facts.HoldLifted(
                record_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                conclusion=event.conclusion,
                lifted_on=event.lifted_on,
            )
        case Finding.Created():
            return facts.FindingRecorded(
                record_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                year=event.year,
                condition=event.condition,
                met=event.met,
                body=event.body,
                found_on=event.found_on,
            )
        case _:
            assert_never(event)


def _of_nomination(event: NominationEvent) -> Fact:
    match event:
        case Nomination.Created() | Nomination.Resubmitted():
            return facts.NominationSubmitted(
                nomination_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                by_unit_id=event.by_unit_id,
                submitted_on=event.submitted_on,
                verdict=event.verdict,
                rested_on=event.rested_on,
            )
        case Nomination.Returned():
            return facts.NominationReturned(
                nomination_id=event.originator_id,
                by_unit_id=event.by_unit_id,
                reason=event.reason,
                returned_on=event.returned_on,
            )
        case Nomination.Decided():
            return facts.NominationDecided(
                nomination_id=event.originator_id,
                decision_id=event.decision_id,
                decided_on=event.decided_on,
            )
        case Decision.Created():
            return facts.DecisionIssued(
                decision_id=event.originator_id,
                number=event.number,
                authority=event.authority,
                year=event.year,
                decided_on=event.decided_on,
                nomination_ids=event.nomination_ids,
            )
        case _:
            assert_never(event)


def _of_award(event: AwardEvent) -> Fact:
    match event:
        case Award.Created():
            return facts.AwardGranted(
                award_id=event.originator_id,
                nomination_id=event.nomination_id,
                decision_id=event.decision_id,
                by_unit_id=event.by_unit_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                decision_number=event.decision_number,
                decided_on=event.decided_on,
                rested_on=event.rested_on,
                merit=event.merit,
            )
        case PastAward.Created():
            return facts.PastAwardDeclared(
                award_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                decision_number=event.decision_number,
                decided_on=event.decided_on,
                merit=event.merit,
            )
        case PastAward.Confirmed():
            return facts.PastAwardConfirmed(
                award_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                confirmed_on=event.confirmed_on,
                merit=event.merit,
            )
        case Award.Revoked() | PastAward.Revoked():
            return facts.AwardRevoked(
                award_id=event.originator_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                ground=event.ground,
                decision_number=event.decision_number,
                reason=event.reason,
                revoked_on=event.revoked_on,
            )
        case _:
            assert_never(event)
