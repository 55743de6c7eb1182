"""The ranking of a bloc's year: final places as they were fixed, live ones from the scores."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.covenant.projections.score_documents import (
    FinalRanking,
    PlaceView,
    RankingView,
    ScorecardView,
)
from shared.contracts.covenant import RankingFinalised


def finalised(fact: RankingFinalised) -> FinalRanking:
    return FinalRanking(
        ranking_id=fact.ranking_id,
        bloc_id=fact.bloc_id,
        year=fact.year,
        places=tuple(
            PlaceView(rank=one.rank, unit_id=one.unit_id, total=one.total)
            for one in fact.places
        ),
        finalised_on=fact.finalised_on,
    )


def ranking_key(bloc_id: UUID, year: int) -> str:
    """The key of a bloc's final ranking of a year."""
    return f"{bloc_id}/{year}"


def live_ranking(
    bloc_id: UUID,
    year: int,
    scorecards: Iterable[ScorecardView],
    final: FinalRanking | None,
) -> RankingView:
    """The ranking of this moment from all scorecards of the bloc's year.

    Equal totals share a rank and the next rank is left out, as when a ranking is finalised.
    """
    totals = {
        card.unit_id: card.total if card.total_layer == "appraised" else None
        for card in scorecards
    }
    appraised = [(total, unit_id) for unit_id, total in totals.items() if total is not None]
    appraised.sort(key=lambda one: (-one[0], str(one[1])))
    return RankingView(
        bloc_id=bloc_id,
        year=year,
        places=tuple(
            PlaceView(
                rank=1 + sum(other > total for other, _ in appraised),
                unit_id=unit_id,
                total=total,
            )
            for total, unit_id in appraised
        ),
        waiting_unit_ids=tuple(
            sorted((unit_id for unit_id, total in totals.items() if total is None), key=str)
        ),
        finalised=final,
    )
