from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from services.console import framefile
from services.console.client.covenant import Frame
from services.console.framefile import FrameFileInvalid
from services.covenant.api.frame_forms import FrameForm
from services.covenant.domain.criteria import (
    Band,
    Condition,
    Criterion,
    FrameText,
    Group,
    TotalRules,
)
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.frame_refusals import (
    FrameBandsUnusable,
    FrameConditionUnusable,
    FrameDecimalsUnusable,
    FrameFloorUnusable,
    FrameMeasureMissing,
    FrameNotForUnit,
    FrameOfOtherYear,
    FrameRankingUnusable,
    FrameSuperseded,
    FrameTargetUnusable,
)
from services.covenant.domain.ranking_rules import RankingRules, TieBreak
from services.covenant.domain.score_refusals import (
    CriterionApplies,
    MeasureNotExpected,
    MeasureUnusable,
    ScoreDiffersFromRule,
    ScoreNotYesOrNo,
    ScoreWithoutMeasure,
    ScoreWithoutValue,
)
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score
from shared.contracts.covenant import FrameAdopted
from tests.covenant.samples import BLOC, HC2, SCORED_ON, TCCB, YEAR, adopted, envelopes, frame

FRAMES = framefile.SAMPLES
BACKLOG = Criterion(
    "1.1",
    "Kế hoạch",
    Decimal(110),
    "band",
    "Tồn đọng (%)",
    (
        Band(Decimal(1), Decimal(0)),
        Band(Decimal(11), Decimal(10)),
        Band(Decimal(21), Decimal(20)),
        Band(None, Decimal(110)),
    ),
)


def of(*lines: Criterion, **changes: object) -> FrameText:
    maximum = sum((one.maximum for one in lines), Decimal(0))
    group = Group("I", "Nhóm", maximum, lines)
    text = FrameText("Bảng", maximum, Decimal(0), (group,))
    return replace(text, **changes)  # type: ignore[arg-type]  # whatever a test varies


def ties(*tie_break: TieBreak) -> RankingRules:
    return RankingRules(tie_break)


def value(line: Criterion, score: Score, **changes: object) -> Decimal:
    card = Scorecard.open(
        adopted(of(line, **changes)),
        bloc_id=BLOC,
        unit_id=TCCB,
        year=YEAR,
        opened_on=SCORED_ON,
    )
    card.record("self", [score], recorded_on=SCORED_ON)
    return card.totals("self").base


@pytest.mark.parametrize(
    ("backlog", "points"),
    [("0", 110), ("0.99", 110), ("1", 100), ("10.5", 100), ("11", 90), ("20", 90), ("21", 0)],
)
def test_a_band_deducts_by_what_was_measured_and_not_in_proportion(
    backlog: str, points: int
) -> None:
    assert value(BACKLOG, Score("1.1", measured=Decimal(backlog))) == points


def test_a_proportional_criterion_gives_the_share_of_its_target_that_was_reached() -> None:
    line = Criterion("1", "Hồ sơ", Decimal(20), "proportional", "Số hồ sơ", (), Decimal(300))

    assert value(line, Score("1", measured=Decimal(100))) == Decimal("6.67")
    assert value(line, Score("1", measured=Decimal(450))) == 20


def test_what_is_met_or_not_is_all_or_nothing() -> None:
    line = Criterion("1", "Có cờ", Decimal(10), "yes_no")

    assert value(line, Score("1", Decimal(10))) == 10
    with pytest.raises(ScoreNotYesOrNo):
        value(line, Score("1", Decimal(5)))


def test_a_measure_is_given_where_the_rule_asks_for_one_and_only_there() -> None:
    plain = Criterion("1", "Điểm", Decimal(10))

    with pytest.raises(ScoreWithoutMeasure):
        value(BACKLOG, Score("1.1", Decimal(110)))
    with pytest.raises(MeasureNotExpected):
        value(plain, Score("1", measured=Decimal(1)))
    with pytest.raises(ScoreDiffersFromRule):
        value(BACKLOG, Score("1.1", Decimal(110), measured=Decimal(50)))
    with pytest.raises(MeasureUnusable):
        value(BACKLOG, Score("1.1", measured=Decimal(-1)))
    with pytest.raises(ScoreWithoutValue):
        value(plain, Score("1"))


def test_a_criterion_is_left_out_where_the_frame_allows_it_and_with_a_reason() -> None:
    may = Criterion("1", "Điểm", Decimal(10), may_not_apply=True)

    for line, reason in ((Criterion("1", "Điểm", Decimal(10)), "không có"), (may, " ")):
        with pytest.raises(CriterionApplies):
            value(line, Score("1", None, reason, applies=False))
    assert value(may, Score("1", None, "không phát sinh", applies=False)) == 0


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (of(replace(BACKLOG, measure=None)), FrameMeasureMissing),
        (of(replace(BACKLOG, bands=())), FrameBandsUnusable),
        (of(replace(BACKLOG, bands=BACKLOG.bands[:-1])), FrameBandsUnusable),
        (of(replace(BACKLOG, bands=BACKLOG.bands[::-1])), FrameBandsUnusable),
        (of(replace(BACKLOG, bands=(Band(None, Decimal(111)),))), FrameBandsUnusable),
        (of(replace(BACKLOG, rule="points")), FrameBandsUnusable),
        (of(replace(BACKLOG, rule="proportional")), FrameTargetUnusable),
        (of(BACKLOG, rules=TotalRules(decimals=3)), FrameDecimalsUnusable),
        (of(BACKLOG, rules=TotalRules(floor=Decimal(110))), FrameFloorUnusable),
        (of(BACKLOG, conditions=(Condition("K", "K", "ceiling"),)), FrameConditionUnusable),
        (
            of(BACKLOG, conditions=(Condition("K", "K", "ceiling", Decimal(5), "IX"),)),
            FrameConditionUnusable,
        ),
        (
            of(BACKLOG, conditions=(Condition("K", "K", "no_flag", Decimal(5)),)),
            FrameConditionUnusable,
        ),
        (of(BACKLOG, ranking=ties(TieBreak("group", "IX"))), FrameRankingUnusable),
        (of(BACKLOG, ranking=ties(TieBreak("criterion", "1"))), FrameRankingUnusable),
        (of(BACKLOG, ranking=ties(TieBreak("base", "1"))), FrameRankingUnusable),
        (of(BACKLOG, ranking=ties(TieBreak("base"), TieBreak("base"))), FrameRankingUnusable),
        (
            of(
                BACKLOG,
                conditions=(Condition("K", "K", "no_flag"),),
                ranking=ties(TieBreak("preferred", "K")),
            ),
            FrameRankingUnusable,
        ),
        (of(BACKLOG, ranking=RankingRules(ballot_among=2)), FrameRankingUnusable),
        (of(BACKLOG, ranking=RankingRules((), "ballot", 0)), FrameRankingUnusable),
    ],
)
def test_a_frame_that_cannot_be_followed_is_refused(
    text: FrameText, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        adopted(text)


def test_a_new_version_replaces_the_one_before_and_only_the_new_one_is_used() -> None:
    first = frame()
    second = ScoringFrame.adopt(
        uuid4(),
        first.text,
        bloc_id=BLOC,
        year=YEAR,
        adopted_on=date(2024, 3, 1),
        replaces=first,
    )

    assert (first.number, second.number, first.superseded_by) == (1, 2, second.id)
    with pytest.raises(FrameSuperseded):
        Scorecard.open(first, bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON)
    with pytest.raises(FrameSuperseded):
        ScoringFrame.adopt(
            uuid4(),
            first.text,
            bloc_id=BLOC,
            year=YEAR,
            adopted_on=date(2024, 3, 1),
            replaces=first,
        )
    with pytest.raises(FrameOfOtherYear):
        ScoringFrame.adopt(
            uuid4(),
            first.text,
            bloc_id=BLOC,
            year=YEAR + 1,
            adopted_on=date(2025, 3, 1),
            replaces=second,
        )


def test_mistake_3_a_frame_for_some_units_is_not_used_for_the_others() -> None:
    for_one = adopted(replace(frame().text, unit_ids=(TCCB,)))

    Scorecard.open(for_one, bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON)
    with pytest.raises(FrameNotForUnit):
        Scorecard.open(for_one, bloc_id=BLOC, unit_id=HC2, year=YEAR, opened_on=SCORED_ON)


@pytest.mark.parametrize("file", sorted(FRAMES.glob("*.toml")), ids=lambda file: file.stem)
def test_the_documented_frames_are_read_and_adopted(file: Path) -> None:
    content = file.read_bytes()

    text = text_of(content)
    assert adopted(text).number == 1
    assert "Văn bản trích không nêu" in content.decode()


def test_one_frame_deducts_by_band_and_the_other_gives_a_bonus_above_the_total() -> None:
    justice = text_of((FRAMES / "bo-tu-phap-2011.toml").read_bytes())
    city = text_of((FRAMES / "tp-hcm-2008.toml").read_bytes())
    card = Scorecard.open(
        adopted(city), bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON
    )
    full = [Score(one.code, one.maximum) for one in city.groups[0].criteria]
    card.record("self", [*full[:-1], Score("A.8", Decimal(7))], recorded_on=SCORED_ON)
    card.record("self", [Score("T.1", Decimal(10))], recorded_on=SCORED_ON)

    assert justice.base_maximum == 200
    assert justice.groups[0].criteria[0].bands == BACKLOG.bands
    assert card.totals("self").total == 107


def test_the_rules_of_ranking_stand_in_the_file_and_come_back_from_it() -> None:
    said = (
        (FRAMES / "tp-hcm-2008.toml").read_text()
        + """
[[conditions]]
code = "L.1"
name = "Từ 70% nữ trở lên"
effect = "prefer"

[ranking]
tie_break = [
    { by = "group", of = "A" },
    { by = "deductions" },
    { by = "preferred", of = "L.1" },
]
flag_by = "ballot"
ballot_among = 2
"""
    )
    text = text_of(said.encode())
    (envelope,) = envelopes(adopted(text).collect_events())
    assert isinstance(envelope.data, FrameAdopted)
    shown = msgspec.convert(msgspec.to_builtins(envelope.data), Frame, strict=False)

    assert text.ranking == RankingRules(
        (TieBreak("group", "A"), TieBreak("deductions"), TieBreak("preferred", "L.1")),
        "ballot",
        2,
    )
    assert text_of(framefile.written(shown).encode()) == text


def test_a_file_that_is_no_frame_says_where_it_is_wrong() -> None:
    with pytest.raises(FrameFileInvalid) as broken:
        framefile.read(b'name = "x"\nbase_maximum = "10"\n[[groups]]\ncode = "I"\n')
    assert broken.value.place.startswith("groups")
    for content in (b"name = ", b"\xff", b'name = "x"\nbase = 1\n'):
        with pytest.raises(FrameFileInvalid):
            framefile.read(content)


def text_of(content: bytes) -> FrameText:
    """The frame of a file, as the form of the service takes it."""
    said = framefile.form(framefile.read(content))
    form = {**said, "bloc_id": str(BLOC), "year": YEAR, "adopted_on": "2024-02-01"}
    return FrameForm.model_validate_json(msgspec.json.encode(form)).text()
