"""The aggregates of this service, by what they are about."""

from services.awards.domain.awards import Award, award_id
from services.awards.domain.bars import Discipline, Hold
from services.awards.domain.decisions import Decision
from services.awards.domain.errors import AwardsError
from services.awards.domain.nominations import Nomination, nomination_id
from services.awards.domain.past_awards import PastAward
from services.awards.domain.records import Finding, Initiative, Rating

__all__ = [
    "Award",
    "AwardsError",
    "Decision",
    "Discipline",
    "Finding",
    "Hold",
    "Initiative",
    "Nomination",
    "PastAward",
    "Rating",
    "award_id",
    "nomination_id",
]
