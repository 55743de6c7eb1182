"""The use cases of rankings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.covenant.domain.ranking import Ranking, RankingAlreadyFinalised
from services.covenant.domain.scorecard import Scorecard
from shared.eventstore import EventSourcedApplication


class RankingUseCases(EventSourcedApplication):
    """Finalises the order of a bloc's units."""

    def finalise_ranking(
        self, scorecard_ids: Sequence[UUID], bloc_id: UUID, year: int, finalised_on: date
    ) -> None:
        if self.exists(Ranking.id_of(bloc_id, year)):
            raise RankingAlreadyFinalised(bloc_id, year)
        scorecards = [self.load(Scorecard, scorecard_id) for scorecard_id in scorecard_ids]
        self.save(
            Ranking.finalise(scorecards, bloc_id=bloc_id, year=year, finalised_on=finalised_on)
        )
