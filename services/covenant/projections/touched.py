"""Which documents a fact changes."""

from __future__ import annotations

from typing import Literal

from services.covenant.projections.rankings import ranking_key
from shared.contracts import Envelope
from shared.contracts import covenant as facts

Kind = Literal[
    "frame",
    "deadline",
    "covenant",
    "comment",
    "mandate",
    "accession",
    "appendix",
    "attachment",
    "registration",
    "scorecard",
    "meeting",
    "ballot",
    "ranking",
    "progress",
    "reminder",
]


def documents_touched(envelope: Envelope) -> list[tuple[Kind, str]]:
    """The kind and key of each document that a fact changes; none for facts of no concern."""
    match envelope.data:
        case facts.FrameAdopted(frame_id=frame_id) | facts.FrameSuperseded(frame_id=frame_id):
            return [("frame", str(frame_id))]
        case (
            facts.ScoringDeadlineSet(deadline_id=deadline_id)
            | facts.ScoringDeadlineMoved(deadline_id=deadline_id)
        ):
            return [("deadline", str(deadline_id))]
        case (
            facts.CovenantDrafted(covenant_id=covenant_id)
            | facts.CovenantRevised(covenant_id=covenant_id)
            | facts.CovenantOpened(covenant_id=covenant_id)
            | facts.CovenantSigned(covenant_id=covenant_id)
            | facts.CovenantInForce(covenant_id=covenant_id)
        ):
            return [("covenant", str(covenant_id))]
        case (
            facts.CovenantCommented(comment_id=comment_id)
            | facts.CovenantCommentAnswered(comment_id=comment_id)
        ):
            return [("comment", str(comment_id))]
        case (
            facts.MandateGiven(mandate_id=mandate_id)
            | facts.MandateWithdrawn(mandate_id=mandate_id)
        ):
            return [("mandate", str(mandate_id))]
        case (
            facts.AccessionOpened(accession_id=accession_id)
            | facts.AccessionSigned(accession_id=accession_id)
        ):
            return [("accession", str(accession_id))]
        case (
            facts.AppendixOpened(appendix_id=appendix_id)
            | facts.AppendixSigned(appendix_id=appendix_id)
            | facts.AppendixInForce(appendix_id=appendix_id)
        ):
            return [("appendix", str(appendix_id))]
        case facts.SignatureAttached(attachment_id=attachment_id):
            return [("attachment", str(attachment_id))]
        case (
            facts.TitleRegistered(registration_id=registration_id)
            | facts.RegistrationReturned(registration_id=registration_id)
            | facts.TitleRegisteredAgain(registration_id=registration_id)
        ):
            return [("registration", str(registration_id))]
        case (
            facts.ScorecardOpened(scorecard_id=scorecard_id)
            | facts.ScoreRecorded(scorecard_id=scorecard_id)
            | facts.ScorecardSubmitted(scorecard_id=scorecard_id)
            | facts.ScorecardReturned(scorecard_id=scorecard_id)
            | facts.ConsolidationReturned(scorecard_id=scorecard_id)
            | facts.EvidenceAttached(scorecard_id=scorecard_id)
            | facts.EvidenceWithdrawn(scorecard_id=scorecard_id)
            | facts.ScoreRemarked(scorecard_id=scorecard_id)
            | facts.ConflictDeclared(scorecard_id=scorecard_id)
            | facts.ConditionJudged(scorecard_id=scorecard_id)
            | facts.ScoreAppealed(scorecard_id=scorecard_id)
            | facts.AppealDecided(scorecard_id=scorecard_id)
        ):
            return [("scorecard", str(scorecard_id))]
        case (
            facts.MeetingCalled(meeting_id=meeting_id)
            | facts.MeetingPresenceRecorded(meeting_id=meeting_id)
            | facts.MeetingPresenceWithdrawn(meeting_id=meeting_id)
            | facts.MeetingChairTaken(meeting_id=meeting_id)
            | facts.MeetingOpened(meeting_id=meeting_id)
            | facts.NextHeadProposed(meeting_id=meeting_id)
            | facts.MeetingClosed(meeting_id=meeting_id)
        ):
            return [("meeting", str(meeting_id))]
        case (
            facts.FlagBallotOpened(ballot_id=ballot_id)
            | facts.FlagBallotCast(ballot_id=ballot_id)
            | facts.FlagBallotCounted(ballot_id=ballot_id)
            | facts.FlagBallotAnnulled(ballot_id=ballot_id)
        ):
            return [("ballot", str(ballot_id))]
        case (
            facts.ProgressReported(report_id=report_id)
            | facts.ProgressReportedAgain(report_id=report_id)
        ):
            return [("progress", str(report_id))]
        case facts.UnitsReminded(reminder_id=reminder_id):
            return [("reminder", str(reminder_id))]
        case facts.RankingFinalised(bloc_id=bloc_id, year=year):
            return [("ranking", ranking_key(bloc_id, year))]
        case _:
            return []
