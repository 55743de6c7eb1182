from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec
import pytest
from eventsourcing.domain import Aggregate
from hypothesis import given
from hypothesis import strategies as st

from services.covenant.api.ordering import live
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.scorecard import Scorecard
from services.covenant.projections import (
    CovenantView,
    Document,
    DocumentMissing,
    FinalRanking,
    FrameView,
    RankingView,
    ScorecardView,
    documents_touched,
    evolve,
    ranking_key,
)
from services.covenant.projections.documents import ArticleView
from services.covenant.views import ToRank
from shared.contracts.bloc import UnitJoinedBloc
from tests.covenant.samples import (
    ARTICLES,
    BLOC,
    COVENANT_ID,
    FRAME_ID,
    FULL,
    HC2,
    PLEDGES,
    PORTAL,
    QUAN_TRI,
    SCORED_ON,
    SIGNED_ON,
    TCCB,
    UNITS,
    YEAR,
    appraised,
    consolidated,
    drafted,
    envelopes,
    folded,
    frame,
    opened,
    scorecard,
    scores,
    self_scored,
    sign,
    signed_by_all,
)

D = TypeVar("D", bound=Document)


def document(kind: type[D], aggregate: Aggregate) -> D:
    """The one document that the events of an aggregate make."""
    (found,) = folded(envelopes(aggregate.collect_events())).values()
    assert isinstance(found, kind)
    read = msgspec.json.decode(msgspec.json.encode(found), type=kind)
    assert read == found
    return read


def test_a_frame_is_read_as_it_was_adopted() -> None:
    view = document(FrameView, frame())

    assert view.frame_id == FRAME_ID
    assert [one.code for group in view.groups for one in group.criteria] == list(FULL)
    assert view.penalty[0].maximum == 20


def test_a_covenant_tells_who_is_still_to_sign() -> None:
    covenant = opened()
    sign(covenant, TCCB)

    view = document(CovenantView, covenant)

    assert view.covenant_id == COVENANT_ID
    assert (view.state, view.digest) == ("open", covenant.digest)
    assert [(one.unit_id, one.signed_on) for one in view.signatures] == [(TCCB, SIGNED_ON)]
    assert view.signatures[0].fact_id == "covenant:3"
    assert view.missing_unit_ids == (QUAN_TRI, HC2, PORTAL)


def test_a_covenant_signed_by_all_is_in_force() -> None:
    view = document(CovenantView, signed_by_all())

    assert (view.state, view.in_force_on) == ("in_force", SIGNED_ON)
    assert view.missing_unit_ids == ()
    assert tuple(one.unit_id for one in view.signatures) == UNITS


def test_a_revised_draft_has_the_new_text() -> None:
    covenant = drafted()
    covenant.revise(ARTICLES[:1], PLEDGES[:1], date(2024, 2, 25))

    view = document(CovenantView, covenant)

    assert view.articles == (
        ArticleView(number=1, heading="Chủ đề", text="Đoàn kết, kỷ cương."),
    )
    assert (view.state, view.digest, view.revised_on) == ("draft", None, date(2024, 2, 25))


def test_every_value_stays_with_who_when_and_why() -> None:
    card = scorecard()
    card.record("self", scores({"I.1": "60"}), recorded_on=SCORED_ON)
    card.record("self", scores({"I.1": "55.5"}, "Chậm báo cáo"), recorded_on=SCORED_ON)

    view = document(ScorecardView, card)

    (sheet,) = view.sheets
    assert (sheet.layer, sheet.by_unit_id, sheet.state) == ("self", TCCB, "open")
    first, second = sheet.scores[0].values
    assert (first.value, first.reason, first.fact_id) == (Decimal(60), None, "covenant:2")
    assert (second.value, second.reason, second.actor) == (
        Decimal("55.5"),
        "Chậm báo cáo",
        "an",
    )
    assert sheet.totals.total == Decimal("55.5")
    assert view.total is None


def test_the_total_is_that_of_the_highest_submitted_layer() -> None:
    card = consolidated()
    card.record("appraised", scores(FULL | {"I.1": "50"}, "Trừ"), recorded_on=SCORED_ON)
    before = document(ScorecardView, card)
    card = appraised(values=FULL | {"P.1": "5", "T.1": "2"})
    after = document(ScorecardView, card)

    assert (before.total, before.total_layer) == (Decimal(150), "consolidated")
    assert (after.total, after.total_layer) == (Decimal(147), "appraised")
    appraisal = next(one for one in after.sheets if one.layer == "appraised")
    assert appraisal.totals.penalty == 5
    assert appraisal.totals.bonus == 2


def test_the_cross_average_counts_submitted_sheets_only() -> None:
    card = self_scored()
    for unit_id, value in ((QUAN_TRI, "60"), (HC2, "59.99"), (PORTAL, "0")):
        card.record(
            "cross", scores(FULL | {"I.1": value}), by_unit_id=unit_id, recorded_on=SCORED_ON
        )
    for unit_id in (QUAN_TRI, HC2):
        card.submit("cross", by_unit_id=unit_id, submitted_on=SCORED_ON)

    view = document(ScorecardView, card)

    assert view.cross_average is not None
    assert view.cross_average.sheets == 2
    assert view.cross_average.total == Decimal("150.00")
    assert view.cross_average.criteria[0].average == Decimal("60.00")
    assert (view.total, view.total_layer) == (Decimal(150), "self")


@given(
    values=st.lists(
        st.tuples(st.decimals(0, 60, places=2), st.decimals(0, 10, places=2), st.booleans()),
        min_size=1,
        max_size=3,
    )
)
def test_the_cross_average_is_the_sum_of_what_it_shows(
    values: list[tuple[Decimal, Decimal, bool]],
) -> None:
    card = self_scored()
    for unit_id, (first, taken, bonus) in zip((QUAN_TRI, HC2, PORTAL), values, strict=False):
        extra = {"P.1": str(taken), "T.1": "5" if bonus else "0"}
        marks = FULL | {"I.1": str(first)} | extra
        card.record("cross", scores(marks), by_unit_id=unit_id, recorded_on=SCORED_ON)
        card.submit("cross", by_unit_id=unit_id, submitted_on=SCORED_ON)

    view = document(ScorecardView, card)
    average = view.cross_average
    assert average is not None
    parts = {one.criterion: one.part for sheet in view.sheets for one in sheet.scores}
    shown = [
        -one.average if parts[one.criterion] == "penalty" else one.average
        for one in average.criteria
    ]
    shown += [one.points for one in average.adjustments]
    assert average.total == sum(shown, Decimal(0))
    totals = [one.totals.total for one in view.sheets if one.layer == "cross"]
    exact = sum(totals, Decimal(0)) / len(totals)
    assert abs(average.total - exact) <= Decimal("0.005") * (len(shown) + 1)


def test_a_return_opens_the_self_score_and_what_was_built_on_it() -> None:
    card = consolidated()
    card.give_back("Thiếu minh chứng", SCORED_ON)

    view = document(ScorecardView, card)

    assert {one.layer: one.state for one in view.sheets} == {
        "self": "returned",
        "consolidated": "returned",
    }
    assert [one.reason for one in view.returns] == ["Thiếu minh chứng"]
    assert view.total is None
    assert view.sheets[0].totals.total == 150


def live_of(cards: Iterable[Scorecard], final: FinalRanking | None = None) -> RankingView:
    views = tuple(document(ScorecardView, card) for card in cards)
    frames = {FRAME_ID: document(FrameView, frame())}
    return live(ToRank(BLOC, YEAR, views, frames, final))


def ranked(*cards: Scorecard) -> tuple[list[tuple[int, UUID]], tuple[UUID, ...]]:
    found = live_of(cards)
    return [(place.rank, place.unit_id) for place in found.places], found.waiting_unit_ids


def test_the_live_ranking_needs_no_recalculation_and_names_who_it_waits_for() -> None:
    places, waiting = ranked(
        appraised(TCCB), consolidated(QUAN_TRI), appraised(HC2, FULL | {"T.1": "10"})
    )

    assert places == [(1, HC2), (2, TCCB)]
    assert waiting == (QUAN_TRI,)


def test_the_final_ranking_is_found_by_bloc_and_year_and_equals_the_live_one() -> None:
    cards = [appraised(TCCB), appraised(HC2), appraised(PORTAL, FULL | {"I.2": "12.25"})]
    ranking = Ranking.finalise(
        cards,
        frame().text.ranking,
        bloc_id=BLOC,
        year=YEAR,
        finalised_on=date(2024, 12, 20),
    )

    documents = folded(envelopes(ranking.collect_events()))
    final = documents["ranking", ranking_key(BLOC, YEAR)]

    assert isinstance(final, FinalRanking)
    now = live_of(cards, final)
    assert now.places == final.places
    assert (now.excluded, now.flag, now.ranked_by) == (
        final.excluded,
        final.flag,
        final.ranked_by,
    )
    assert now.finalised == final


def test_facts_of_others_touch_nothing() -> None:
    (envelope,) = envelopes(frame().collect_events())
    foreign = msgspec.structs.replace(
        envelope, data=UnitJoinedBloc(bloc_id=BLOC, unit_id=TCCB, on=SIGNED_ON)
    )

    assert documents_touched(foreign) == []


def test_a_change_of_what_was_never_begun_is_a_hole_in_the_log() -> None:
    *_, last = envelopes(signed_by_all().collect_events())

    with pytest.raises(DocumentMissing, match="covenant:7"):
        evolve("covenant", None, last)
