"""Events of rankings into published facts."""

from __future__ import annotations

from services.covenant.domain.ranking import Ranking
from shared.contracts import Fact
from shared.contracts import covenant as facts


def ranking_fact(event: Ranking.Created) -> Fact:
    return facts.RankingFinalised(
        ranking_id=event.originator_id,
        bloc_id=event.bloc_id,
        year=event.year,
        places=tuple(
            facts.Place(rank=one.rank, unit_id=one.unit_id, total=one.total)
            for one in event.places
        ),
        finalised_on=event.finalised_on,
    )
