from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.covenant.domain.ranking import (
    Ranking,
    RankingEmpty,
    RankingIncomplete,
    RankingOfOtherBloc,
    places_of,
)
from services.covenant.domain.scorecard import Scorecard
from tests.covenant.samples import (
    BLOC,
    FULL,
    HC2,
    PORTAL,
    QUAN_TRI,
    TCCB,
    YEAR,
    appraised,
    consolidated,
    happened,
)

FINALISED_ON = date(2024, 12, 20)


def finalise(*cards: Scorecard, bloc_id: UUID = BLOC) -> Ranking:
    return Ranking.finalise(cards, bloc_id=bloc_id, year=YEAR, finalised_on=FINALISED_ON)


def test_places_follow_the_appraised_totals_and_equal_totals_share_a_rank() -> None:
    ranking = finalise(
        appraised(TCCB, FULL | {"I.1": "10"}),
        appraised(QUAN_TRI),
        appraised(HC2),
        appraised(PORTAL, FULL | {"T.1": "1"}),
    )

    assert happened(ranking) == ["ranking.finalised"]
    assert [place.rank for place in ranking.places] == [1, 2, 2, 4]
    assert ranking.places[0].unit_id == PORTAL
    assert {place.unit_id for place in ranking.places[1:3]} == {QUAN_TRI, HC2}
    assert ranking.places[3].total == 100


def test_a_ranking_waits_for_every_appraisal() -> None:
    with pytest.raises(RankingIncomplete, match=str(HC2)):
        finalise(appraised(TCCB), consolidated(HC2))


def test_a_ranking_has_units_of_its_own_bloc() -> None:
    with pytest.raises(RankingOfOtherBloc):
        finalise(appraised(TCCB), bloc_id=uuid4())
    with pytest.raises(RankingEmpty):
        finalise()


def test_a_bloc_has_one_ranking_a_year() -> None:
    assert (
        finalise(appraised(TCCB)).id == finalise(appraised(HC2)).id == Ranking.id_of(BLOC, YEAR)
    )
    assert Ranking.id_of(BLOC, YEAR) != Ranking.id_of(BLOC, YEAR + 1)


def test_the_order_of_units_with_equal_totals_is_always_the_same() -> None:
    one, two = sorted((uuid4(), uuid4()), key=str)

    assert places_of({one: Decimal(1), two: Decimal(1)}) == places_of(
        {two: Decimal("1.00"), one: Decimal("1.00")}
    )
