from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from services.covenant.domain.score_refusals import (
    ScoreCriterionUnknown,
    ScoreGivenTwice,
    ScoreOutOfRange,
    ScoreTooFine,
    ScoreWithoutReason,
)
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_refusals import (
    CrossCheckClosed,
    CrossCheckOfOwnUnit,
    FrameOfOtherBloc,
    LayerAlreadySubmitted,
    LayerNotYetDue,
    ReturnWithoutReason,
    ScorecardFinished,
    ScorecardIncomplete,
    ScorecardNotSubmitted,
    ScorerNotExpected,
)
from services.covenant.domain.sheet import Layer, Score
from tests.covenant.samples import (
    BLOC,
    FULL,
    QUAN_TRI,
    SCORED_ON,
    TCCB,
    YEAR,
    appraised,
    consolidated,
    frame,
    happened,
    points,
    scorecard,
    scores,
    self_scored,
)


def give(
    card: Scorecard, layer: Layer, values: dict[str, str], reason: str | None = None
) -> None:
    card.record(layer, scores(values, reason), recorded_on=SCORED_ON)


def test_each_criterion_scored_is_an_event_of_its_own() -> None:
    card = scorecard()

    give(card, "self", FULL)

    assert happened(card) == ["scorecard.opened", *["scorecard.score_recorded"] * 3]


def test_a_scorecard_is_opened_against_the_frame_of_its_bloc_and_year() -> None:
    with pytest.raises(FrameOfOtherBloc):
        Scorecard.open(frame(), bloc_id=uuid4(), unit_id=TCCB, year=YEAR, opened_on=SCORED_ON)
    with pytest.raises(FrameOfOtherBloc):
        Scorecard.open(frame(), bloc_id=BLOC, unit_id=TCCB, year=YEAR + 1, opened_on=SCORED_ON)


def test_a_unit_has_one_scorecard_a_year() -> None:
    assert scorecard().id == scorecard().id
    assert scorecard().id != scorecard(QUAN_TRI).id


def test_mistake_1_a_total_of_zero_is_submitted_like_any_other() -> None:
    card = self_scored(values={"I.1": "0", "I.2": "0", "II.1": "0"})

    assert card.is_submitted("self")
    assert card.total == 0


def test_a_layer_with_a_criterion_left_out_is_not_submitted() -> None:
    card = scorecard()
    give(card, "self", {"I.1": "60", "T.1": "10", "P.1": "0"})

    with pytest.raises(ScorecardIncomplete, match=r"I\.2, II\.1"):
        card.submit("self", submitted_on=SCORED_ON)


@pytest.mark.parametrize("value", ["-0.01", "60.01", "NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_value_lies_between_zero_and_the_maximum(value: str) -> None:
    with pytest.raises(ScoreOutOfRange):
        give(scorecard(), "self", {"I.1": value})


@pytest.mark.parametrize("value", ["0", "60", "59.75", "30.500", "6E+1"])
def test_a_value_has_at_most_two_decimals_that_count(value: str) -> None:
    card = scorecard()

    give(card, "self", {"I.1": value})

    with pytest.raises(ScoreTooFine):
        give(card, "self", {"I.1": "59.755"}, "lẻ")
    assert card.totals("self").total == Decimal(value)


def test_only_criteria_of_the_frame_are_scored_each_once_in_a_request() -> None:
    with pytest.raises(ScoreCriterionUnknown):
        give(scorecard(), "self", {"IX": "1"})
    with pytest.raises(ScoreGivenTwice):
        scorecard().record(
            "self",
            [Score("I.1", points(1)), Score("I.1", points(2))],
            recorded_on=SCORED_ON,
        )


def test_a_request_with_one_refused_value_records_none() -> None:
    card = scorecard()
    happened(card)

    with pytest.raises(ScoreOutOfRange):
        give(card, "self", {"I.1": "60", "I.2": "41"})

    assert happened(card) == []


def test_a_value_is_changed_freely_until_it_is_submitted_and_each_one_is_kept() -> None:
    card = scorecard()
    give(card, "self", {"I.1": "60"})
    give(card, "self", {"I.1": "55"})

    assert happened(card)[1:] == ["scorecard.score_recorded"] * 2
    assert [one.value for one in card.sheet("self").values["I.1"]] == [60, 55]


def test_a_value_that_was_submitted_is_changed_with_a_reason_and_keeps_the_one_before() -> None:
    card = self_scored()
    card.give_back("Xem lại", SCORED_ON)

    with pytest.raises(ScoreWithoutReason):
        give(card, "self", {"I.1": "55"}, reason="  ")
    give(card, "self", {"I.1": "55"}, reason="Chậm một báo cáo")

    *_, changed = card.collect_events()
    assert isinstance(changed, Scorecard.ScoreRecorded)
    assert (changed.previous, changed.value) == (Decimal(60), Decimal(55))
    assert changed.reason == "Chậm một báo cáo"
    assert [one.value for one in card.sheet("self").values["I.1"]] == [60, 55]


def test_the_same_value_again_leaves_no_event_unless_it_is_explained() -> None:
    card = scorecard()
    give(card, "self", {"I.1": "60"})
    happened(card)

    give(card, "self", {"I.1": "60.00"})
    assert happened(card) == []
    give(card, "self", {"I.1": "60"}, reason="Có minh chứng")
    assert happened(card) == ["scorecard.score_recorded"]


def test_each_layer_waits_for_the_one_below() -> None:
    for layer in ("consolidated", "appraised"):
        with pytest.raises(LayerNotYetDue):
            give(scorecard(), layer, FULL)
    with pytest.raises(LayerNotYetDue):
        scorecard().record("cross", scores(FULL), by_unit_id=QUAN_TRI, recorded_on=SCORED_ON)
    with pytest.raises(LayerNotYetDue):
        give(self_scored(), "appraised", FULL)


def test_a_submitted_layer_is_closed() -> None:
    card = self_scored()

    with pytest.raises(LayerAlreadySubmitted):
        give(card, "self", {"I.1": "1"}, "Sửa")
    with pytest.raises(LayerAlreadySubmitted):
        card.submit("self", submitted_on=SCORED_ON)


def test_a_unit_never_cross_checks_itself() -> None:
    with pytest.raises(CrossCheckOfOwnUnit):
        self_scored().record("cross", scores(FULL), by_unit_id=TCCB, recorded_on=SCORED_ON)


def test_units_cross_check_each_on_a_sheet_of_its_own() -> None:
    card = self_scored()
    other = uuid4()

    card.record("cross", scores({"I.1": "50"}), by_unit_id=QUAN_TRI, recorded_on=SCORED_ON)
    card.record("cross", scores({"I.1": "40"}), by_unit_id=other, recorded_on=SCORED_ON)

    assert card.totals("cross", QUAN_TRI).total == 50
    assert card.totals("cross", other).total == 40


def test_each_layer_has_its_own_scorer() -> None:
    card = self_scored()

    with pytest.raises(ScorerNotExpected):
        card.record("self", scores(FULL), by_unit_id=QUAN_TRI, recorded_on=SCORED_ON)
    with pytest.raises(ScorerNotExpected):
        card.record("cross", scores(FULL), recorded_on=SCORED_ON)
    with pytest.raises(ScorerNotExpected):
        card.record("consolidated", scores(FULL), by_unit_id=TCCB, recorded_on=SCORED_ON)


def test_cross_checks_end_when_scores_are_consolidated() -> None:
    with pytest.raises(CrossCheckClosed):
        consolidated().record("cross", scores(FULL), by_unit_id=QUAN_TRI, recorded_on=SCORED_ON)


def test_an_appraisal_that_differs_says_why() -> None:
    card = consolidated()

    with pytest.raises(ScoreWithoutReason, match="differs from 60"):
        give(card, "appraised", {"I.1": "50"})
    with pytest.raises(ScoreWithoutReason, match="differs from 0"):
        give(card, "appraised", {"P.1": "5"})
    give(card, "appraised", FULL | {"P.1": "0"})
    give(card, "appraised", {"I.1": "50"}, "Hai nhiệm vụ quá hạn")

    card.submit("appraised", submitted_on=SCORED_ON)
    assert card.total == 140


def test_an_appraisal_passes_over_nothing_that_was_consolidated() -> None:
    card = consolidated(values=FULL | {"T.1": "5"})
    give(card, "appraised", FULL)

    with pytest.raises(ScorecardIncomplete, match=r"T\.1"):
        card.submit("appraised", submitted_on=SCORED_ON)


def test_a_returned_scorecard_is_scored_again_with_all_its_values() -> None:
    card = consolidated()
    happened(card)

    card.give_back("Thiếu minh chứng tiêu chí I.1", SCORED_ON)
    with pytest.raises(LayerNotYetDue):
        give(card, "consolidated", {"I.1": "1"}, "Sửa")
    give(card, "self", {"I.1": "58"}, "Bổ sung minh chứng")
    card.submit("self", submitted_on=SCORED_ON)

    assert happened(card) == [
        "scorecard.returned",
        "scorecard.score_recorded",
        "scorecard.submitted",
    ]
    assert card.total == 148
    assert not card.is_submitted("consolidated")


def test_an_appraisal_begun_before_a_return_explains_what_differs_now() -> None:
    card = consolidated()
    give(card, "appraised", FULL)
    card.give_back("Chấm lại", SCORED_ON)
    card.submit("self", submitted_on=SCORED_ON)
    give(card, "consolidated", {"I.1": "58"}, "Trừ điểm")
    card.submit("consolidated", submitted_on=SCORED_ON)

    with pytest.raises(ScoreWithoutReason):
        card.submit("appraised", submitted_on=SCORED_ON)


def test_only_a_submitted_unfinished_scorecard_is_returned_and_with_a_reason() -> None:
    with pytest.raises(ScorecardNotSubmitted):
        scorecard().give_back("Sớm", SCORED_ON)
    with pytest.raises(ReturnWithoutReason):
        self_scored().give_back(" ", SCORED_ON)
    with pytest.raises(ScorecardFinished):
        appraised().give_back("Muộn", SCORED_ON)


def test_the_total_is_base_and_bonus_less_penalty() -> None:
    card = appraised(values=FULL | {"T.1": "10", "P.1": "2.5"})

    totals = card.totals("appraised")

    assert (totals.base, totals.bonus, totals.penalty) == (
        Decimal(150),
        Decimal(10),
        Decimal("2.5"),
    )
    assert card.total == totals.total == Decimal("157.5")


def test_no_complete_layer_no_total() -> None:
    card = scorecard()
    give(card, "self", FULL)

    assert card.total is None
