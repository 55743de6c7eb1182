"""What the ranking would be without one who cross-checked."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.covenant.api.supposing import SupposedOrder, without_scorer
from services.covenant.domain.ranking_refusals import SuppositionWithheld
from services.covenant.domain.scorecard import Scorecard
from services.covenant.projections import ScorecardView
from services.covenant.projections.visibility import Reader
from services.covenant.views import ToRank
from tests.covenant.samples import (
    BLOC,
    FULL,
    HC2,
    PORTAL,
    QUAN_TRI,
    SCORED_ON,
    TCCB,
    YEAR,
    envelopes,
    folded,
    scores,
    self_scored,
)

OFFICER = Reader(frozenset(), answers_for_all=True)


def checked(unit_id: UUID, **checks: str) -> ScorecardView:
    """A unit that others cross-checked: the points of I.1 each of them gave."""
    units = {"quan_tri": QUAN_TRI, "portal": PORTAL}
    card: Scorecard = self_scored(unit_id)
    for name, points in checks.items():
        by = units[name]
        card.record(
            "cross",
            scores(FULL | {"I.1": points}, "đối chiếu"),
            by_unit_id=by,
            recorded_on=SCORED_ON,
        )
        card.submit("cross", by_unit_id=by, submitted_on=SCORED_ON)
    (view,) = folded(envelopes(card.pending_events)).values()
    assert isinstance(view, ScorecardView)
    return view


def found() -> ToRank:
    cards = (
        checked(TCCB, quan_tri="20", portal="50"),
        checked(HC2, quan_tri="40", portal="40"),
    )
    return ToRank(BLOC, YEAR, cards, {})


def means(order: SupposedOrder) -> dict[UUID, str]:
    return {one.unit_id: str(one.total) for one in order.places}


def test_one_scorer_left_out_is_seen_in_the_means_of_the_others() -> None:
    told = without_scorer(found(), QUAN_TRI, OFFICER)

    assert told.layer == "cross"
    assert means(told.now) == {HC2: "130.00", TCCB: "125.00"}
    assert [one.unit_id for one in told.now.places] == [HC2, TCCB]
    assert means(told.then) == {TCCB: "140.00", HC2: "130.00"}
    assert [one.unit_id for one in told.then.places] == [TCCB, HC2]


def test_a_unit_that_only_the_left_out_one_checked_has_no_mean_any_more() -> None:
    told = without_scorer(
        ToRank(BLOC, YEAR, (checked(TCCB, quan_tri="20"),), {}), QUAN_TRI, OFFICER
    )

    assert told.then.places == ()
    assert told.then.waiting_unit_ids == (TCCB,)


def test_who_may_not_see_all_cross_checks_is_told_nothing_of_them() -> None:
    with pytest.raises(SuppositionWithheld):
        without_scorer(found(), QUAN_TRI, Reader(frozenset({TCCB})))
