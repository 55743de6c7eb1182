"""The use cases of rankings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.flag import Acclamation
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.ranking_refusals import RankingAlreadyFinalised
from services.covenant.domain.ranking_rules import common
from services.covenant.domain.scorecard import Scorecard
from shared.eventstore import EventSourcedApplication


class RankingUseCases(EventSourcedApplication):
    """Finalises the order of a bloc's units."""

    def finalise_ranking(
        self,
        scorecard_ids: Sequence[UUID],
        ballot_ids: Sequence[UUID],
        bloc_id: UUID,
        year: int,
        finalised_on: date,
        seen: str | None = None,
    ) -> None:
        """Fix the ranking of these scorecards; of the ballots the last counted one decides."""
        if self.exists(Ranking.id_of(bloc_id, year)):
            raise RankingAlreadyFinalised(bloc_id, year)
        scorecards = [self.load(Scorecard, scorecard_id) for scorecard_id in scorecard_ids]
        frame_ids = dict.fromkeys(card.frame_id for card in scorecards)
        frames = [self.load(ScoringFrame, frame_id) for frame_id in frame_ids]
        ballots = [self.load(FlagBallot, ballot_id) for ballot_id in ballot_ids]
        results = [ballot.result for ballot in ballots if ballot.result is not None]
        self.save(
            Ranking.finalise(
                scorecards,
                common([frame.text.ranking for frame in frames]),
                bloc_id=bloc_id,
                year=year,
                finalised_on=finalised_on,
                ballot=Acclamation.of(results[-1]) if results else None,
                balloting=any(ballot.state == "open" for ballot in ballots),
                seen=seen,
            )
        )
