"""Domain events into published facts: every event is exactly one fact."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.accession import Accession
from services.covenant.domain.appendix import Appendix
from services.covenant.domain.attachment import SignatureAttachment
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.comment import CovenantComment
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.deadline import Deadline
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.progress import ProgressReport
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.registration import TitleRegistration
from services.covenant.domain.reminder import Reminder
from services.covenant.domain.scorecard import Scorecard
from services.covenant.publishing.covenants import CovenantEvent, covenant_fact
from services.covenant.publishing.deadlines import DeadlineEvent, deadline_fact
from services.covenant.publishing.dialogue import DialogueEvent, dialogue_fact
from services.covenant.publishing.following import FollowingEvent, following_fact
from services.covenant.publishing.frames import FrameEvent, frame_fact
from services.covenant.publishing.meetings import (
    BallotEvent,
    MeetingEvent,
    ballot_fact,
    meeting_fact,
)
from services.covenant.publishing.rankings import ranking_fact
from services.covenant.publishing.registrations import RegistrationEvent, registration_fact
from services.covenant.publishing.scorecards import ScorecardEvent, scorecard_fact
from services.covenant.publishing.signing import SigningEvent, signing_fact
from shared.contracts import Fact

__all__ = ["ServiceEvent", "to_fact"]

ServiceEvent: TypeAlias = (
    FrameEvent
    | CovenantEvent
    | SigningEvent
    | RegistrationEvent
    | ScorecardEvent
    | DialogueEvent
    | DeadlineEvent
    | MeetingEvent
    | BallotEvent
    | FollowingEvent
    | Ranking.Created
)


def to_fact(event: ServiceEvent) -> Fact:
    """The fact that tells others of an event."""
    match event:
        # Far more scores are recorded than all else: what a class is not costs time as well.
        case (
            Scorecard.ScoreRecorded()
            | Scorecard.Created()
            | Scorecard.Submitted()
            | Scorecard.Returned()
            | Scorecard.ConsolidationReturned()
        ):
            return scorecard_fact(event)
        case ScoringFrame.Created() | ScoringFrame.Superseded():
            return frame_fact(event)
        case (
            Covenant.Created()
            | Covenant.Revised()
            | Covenant.Opened()
            | Covenant.Signed()
            | Covenant.InForce()
        ):
            return covenant_fact(event)
        case (
            CovenantComment.Created()
            | CovenantComment.Answered()
            | Mandate.Created()
            | Mandate.Withdrawn()
            | Accession.Created()
            | Accession.Signed()
            | Appendix.Created()
            | Appendix.Signed()
            | Appendix.InForce()
            | SignatureAttachment.Created()
        ):
            return signing_fact(event)
        case (
            TitleRegistration.Created()
            | TitleRegistration.Returned()
            | TitleRegistration.RegisteredAgain()
        ):
            return registration_fact(event)
        case (
            Scorecard.EvidenceAttached()
            | Scorecard.EvidenceWithdrawn()
            | Scorecard.Remarked()
            | Scorecard.ConflictDeclared()
            | Scorecard.ConditionJudged()
            | Scorecard.Appealed()
            | Scorecard.AppealDecided()
        ):
            return dialogue_fact(event)
        case Deadline.Created() | Deadline.Moved():
            return deadline_fact(event)
        case (
            Meeting.Created()
            | Meeting.PresenceRecorded()
            | Meeting.PresenceWithdrawn()
            | Meeting.ChairTaken()
            | Meeting.Opened()
            | Meeting.NextHeadProposed()
            | Meeting.Closed()
        ):
            return meeting_fact(event)
        case (
            FlagBallot.Created()
            | FlagBallot.Cast()
            | FlagBallot.Counted()
            | FlagBallot.Annulled()
        ):
            return ballot_fact(event)
        case ProgressReport.Created() | ProgressReport.MadeAgain() | Reminder.Created():
            return following_fact(event)
        case Ranking.Created():
            return ranking_fact(event)
    assert_never(event)
