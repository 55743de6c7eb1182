from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.covenant.api.today import local_day
from services.covenant.domain.criteria import Condition, Criterion, FrameText, Group
from services.covenant.domain.deadline import (
    Deadline,
    DeadlineMovedWithoutReason,
    DeadlineUnchanged,
    ScoringClosed,
    due_layer,
)
from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Evidence,
    Judgement,
    Remark,
    Withdrawal,
)
from services.covenant.domain.dialogue_refusals import (
    AppealAlreadyOpen,
    AppealNotOpen,
    AppealTooEarly,
    ConditionAlreadyJudged,
    ConditionUnknown,
    ConflictAlreadyDeclared,
    EvidenceAlreadyAttached,
    EvidenceInUse,
    EvidenceNotAttached,
    NothingToExplain,
    QuestionOnOwnScore,
    RemarkEmpty,
    ScorerInConflict,
)
from services.covenant.domain.entrant import OpenMatter
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_refusals import (
    ConsolidationNotSubmitted,
    CrossCheckOfOwnUnit,
    EvidenceMissing,
    LayerAlreadySubmitted,
)
from services.covenant.domain.sheet import Score
from services.covenant.projections.score_documents import ScorecardView
from services.covenant.projections.visibility import Reader, as_seen
from tests.covenant.samples import (
    BLOC,
    FULL,
    HC2,
    QUAN_TRI,
    SCORED_ON,
    TCCB,
    YEAR,
    adopted,
    appraised,
    consolidated,
    envelopes,
    folded,
    happened,
    scorecard,
    scores,
    self_scored,
)

FILE = Evidence("I.1", "ab" * 32, "application/pdf", 10, "unscanned", SCORED_ON)


def test_mistake_5_a_deadline_is_a_day_of_the_calendar_in_vietnam() -> None:
    deadline = Deadline.set(
        bloc_id=BLOC, year=YEAR, layer="self", last_day=date(2024, 11, 30), set_on=SCORED_ON
    )
    last_minute = datetime(2024, 11, 30, 16, 59, tzinfo=UTC)
    next_day = datetime(2024, 11, 30, 17, 0, tzinfo=UTC)

    deadline.check(local_day(last_minute))
    with pytest.raises(ScoringClosed):
        deadline.check(local_day(next_day))


def test_a_deadline_is_moved_with_a_reason_and_keeps_the_day_before() -> None:
    deadline = Deadline.set(
        bloc_id=BLOC, year=YEAR, layer="self", last_day=date(2024, 11, 30), set_on=SCORED_ON
    )
    with pytest.raises(DeadlineMovedWithoutReason):
        deadline.move(date(2024, 12, 5), " ", SCORED_ON)
    with pytest.raises(DeadlineUnchanged):
        deadline.move(date(2024, 11, 30), "bão", SCORED_ON)

    deadline.move(date(2024, 12, 5), "bão lũ", SCORED_ON)

    *_, moved = deadline.collect_events()
    assert isinstance(moved, Deadline.Moved)
    assert (moved.previous, moved.last_day) == (date(2024, 11, 30), date(2024, 12, 5))


def test_a_returned_score_is_due_with_the_layer_that_gave_it_back() -> None:
    card = self_scored()
    assert due_layer("self", card.sheets) == "self"

    card.give_back("Bổ sung", SCORED_ON)

    assert due_layer("self", card.sheets) == "consolidated"


def test_evidence_that_the_frame_asks_for_is_there_before_the_score_is_submitted() -> None:
    line = Criterion("I.1", "Điểm", Decimal(10), evidence_required=True)
    text = FrameText("Bảng", Decimal(10), Decimal(0), (Group("I", "N", Decimal(10), (line,)),))
    card = Scorecard.open(
        adopted(text), bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON
    )
    card.record("self", [Score("I.1", Decimal(9))], recorded_on=SCORED_ON)
    with pytest.raises(EvidenceMissing):
        card.submit("self", submitted_on=SCORED_ON)

    card.attach(FILE)
    card.submit("self", submitted_on=SCORED_ON)

    with pytest.raises(EvidenceInUse):
        card.withdraw(Withdrawal("I.1", FILE.digest, "nhầm", SCORED_ON))


def test_who_claims_nothing_needs_no_evidence() -> None:
    line = Criterion("I.1", "Điểm", Decimal(10), evidence_required=True)
    text = FrameText("Bảng", Decimal(10), Decimal(0), (Group("I", "N", Decimal(10), (line,)),))
    card = Scorecard.open(
        adopted(text), bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON
    )
    card.record("self", [Score("I.1", Decimal(0))], recorded_on=SCORED_ON)

    card.submit("self", submitted_on=SCORED_ON)

    assert card.total == 0


def test_a_file_is_attached_once_and_withdrawn_with_a_reason() -> None:
    card = scorecard()
    card.attach(FILE)
    with pytest.raises(EvidenceAlreadyAttached):
        card.attach(FILE)
    with pytest.raises(RemarkEmpty):
        card.withdraw(Withdrawal("I.1", FILE.digest, " ", SCORED_ON))

    card.withdraw(Withdrawal("I.1", FILE.digest, "nhầm tệp", SCORED_ON))

    with pytest.raises(EvidenceNotAttached):
        card.withdraw(Withdrawal("I.1", FILE.digest, "nhầm tệp", SCORED_ON))


def test_the_unit_explains_a_cut_and_others_ask() -> None:
    card = self_scored()
    said = Remark("explanation", "I.1", TCCB, "Theo báo cáo quý IV", SCORED_ON)
    with pytest.raises(NothingToExplain):
        card.remark(said)
    card.record("consolidated", scores({"I.1": "50"}, "Trừ điểm"), recorded_on=SCORED_ON)
    with pytest.raises(QuestionOnOwnScore):
        card.remark(Remark("question", "I.1", TCCB, "Vì sao?", SCORED_ON))
    with pytest.raises(NothingToExplain):
        card.remark(Remark("explanation", "I.1", HC2, "Thay đơn vị bạn", SCORED_ON))
    happened(card)

    card.remark(said)
    card.remark(Remark("question", "I.1", HC2, "Theo báo cáo nào?", SCORED_ON))

    assert happened(card) == ["scorecard.remarked"] * 2


def test_a_unit_in_conflict_does_not_score_and_what_it_gave_counts_no_more() -> None:
    card = self_scored()
    for unit in (QUAN_TRI, HC2):
        card.record("cross", scores(FULL), by_unit_id=unit, recorded_on=SCORED_ON)
        card.submit("cross", by_unit_id=unit, submitted_on=SCORED_ON)
    conflict = Conflict(QUAN_TRI, "cùng dự án", SCORED_ON)
    card.declare_conflict(conflict)

    with pytest.raises(ConflictAlreadyDeclared):
        card.declare_conflict(conflict)
    with pytest.raises(ScorerInConflict):
        card.record("cross", scores({"I.1": "1"}), by_unit_id=QUAN_TRI, recorded_on=SCORED_ON)
    with pytest.raises(CrossCheckOfOwnUnit):
        card.declare_conflict(Conflict(TCCB, "x", SCORED_ON))
    average = view_of(card).cross_average
    assert average is not None
    assert average.sheets == 1


def test_the_standing_body_returns_the_scores_of_the_bloc_and_the_self_score_stays() -> None:
    card = consolidated()

    card.give_back_consolidation("Rà lại I.1", SCORED_ON)

    assert card.is_submitted("self")
    assert not card.is_submitted("consolidated")
    with pytest.raises(ConsolidationNotSubmitted):
        card.give_back_consolidation("Lần nữa", SCORED_ON)


def test_an_appeal_opens_the_criterion_at_issue_and_no_other() -> None:
    card = appraised()
    appeal = Appeal("I.1", "đã nộp đủ báo cáo", SCORED_ON)
    with pytest.raises(AppealTooEarly):
        consolidated().appeal(appeal)
    card.appeal(appeal)

    assert card.entrant().open == (OpenMatter("appeal", TCCB, "I.1"),)
    with pytest.raises(AppealAlreadyOpen):
        card.appeal(appeal)
    with pytest.raises(AppealNotOpen):
        card.decide_appeal(Score("I.2", Decimal(1), "x"), SCORED_ON)
    with pytest.raises(LayerAlreadySubmitted):
        card.record("appraised", scores({"I.1": "1"}, "x"), recorded_on=SCORED_ON)
    before = card.sheet("appraised").standing()

    card.decide_appeal(Score("I.1", Decimal(55), "chấp nhận một phần"), SCORED_ON)

    after = card.sheet("appraised").standing()
    assert {code for code in after if after[code] != before[code]} == {"I.1"}
    assert card.entrant().open == ()
    assert card.total == 145


def test_a_dismissed_appeal_changes_nothing_and_says_why() -> None:
    card = appraised()
    card.appeal(Appeal("I.1", "x", SCORED_ON))
    happened(card)

    card.decide_appeal(Score("I.1", Decimal(60), "không có căn cứ"), SCORED_ON)

    assert happened(card) == ["scorecard.appeal_decided"]


def test_a_condition_of_the_frame_is_established_and_lifted_with_a_reason() -> None:
    text = FrameText(
        "Bảng",
        Decimal(10),
        Decimal(0),
        (Group("I", "N", Decimal(10), (Criterion("I.1", "Điểm", Decimal(10)),)),),
        conditions=(Condition("L.1", "Kỷ luật", "exclude"), Condition("L.2", "K", "no_flag")),
    )
    card = Scorecard.open(
        adopted(text), bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON
    )
    with pytest.raises(ConditionUnknown):
        card.judge_condition(Judgement("L.9", True, "x", SCORED_ON))
    with pytest.raises(ConditionAlreadyJudged):
        card.judge_condition(Judgement("L.1", False, "x", SCORED_ON))

    for code in ("L.1", "L.2"):
        card.judge_condition(Judgement(code, True, "Quyết định 5/QĐ", SCORED_ON))
    assert card.entrant().under("exclude") == ("L.1",)
    assert card.entrant().under("no_flag") == ("L.2",)
    card.judge_condition(Judgement("L.1", False, "Hủy quyết định", SCORED_ON))
    assert card.entrant().under("exclude") == ()


def view_of(card: Scorecard) -> ScorecardView:
    (view,) = folded(envelopes(card.pending_events)).values()
    assert isinstance(view, ScorecardView)
    return view


def crossed() -> Scorecard:
    card = self_scored()
    card.record("cross", scores(FULL), by_unit_id=QUAN_TRI, recorded_on=SCORED_ON)
    card.submit("cross", by_unit_id=QUAN_TRI, submitted_on=SCORED_ON)
    return card


def seen_by(card: Scorecard, *units: UUID) -> set[UUID | None]:
    seen = as_seen(view_of(card), Reader(frozenset(units)))
    return {one.by_unit_id for one in seen.sheets if one.layer == "cross"}


def test_the_cross_checks_of_others_are_seen_once_the_own_is_submitted() -> None:
    card = crossed()
    card.record("cross", scores(FULL), by_unit_id=HC2, recorded_on=SCORED_ON)

    assert seen_by(card, HC2) == {HC2}
    assert as_seen(view_of(card), Reader(frozenset({HC2}))).withheld == 1
    assert as_seen(view_of(card), Reader(frozenset({HC2}))).cross_average is None
    card.submit("cross", by_unit_id=HC2, submitted_on=SCORED_ON)
    assert seen_by(card, HC2) == {HC2, QUAN_TRI}


def test_missing_means_no_for_whoever_scores_nothing() -> None:
    card = crossed()

    assert seen_by(card) == seen_by(card, TCCB) == set()
    everything = as_seen(view_of(card), Reader(frozenset(), answers_for_all=True))
    assert everything == view_of(card)
    assert as_seen(view_of(card), Reader(frozenset(), bloc_ids=frozenset({BLOC}))).withheld == 0


def test_once_the_bloc_has_consolidated_everybody_sees_every_check() -> None:
    card = crossed()
    card.record("consolidated", scores(FULL), recorded_on=SCORED_ON)
    card.submit("consolidated", submitted_on=SCORED_ON)

    assert seen_by(card) == {QUAN_TRI}
