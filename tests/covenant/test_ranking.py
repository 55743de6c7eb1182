from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.covenant.domain.criteria import Condition
from services.covenant.domain.dialogue import Appeal, Judgement
from services.covenant.domain.entrant import OpenMatter
from services.covenant.domain.flag import Acclamation, FlagChoice
from services.covenant.domain.order import ordered
from services.covenant.domain.place import Exclusion, Margin
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.ranking_refusals import (
    RankingChangedMeanwhile,
    RankingEmpty,
    RankingIncomplete,
    RankingOfOtherBloc,
)
from services.covenant.domain.ranking_rules import (
    SCORE_ALONE,
    RankingRules,
    TieBreak,
    common,
)
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score
from services.covenant.domain.voting import BallotResult, Tally
from tests.covenant.samples import (
    BLOC,
    FULL,
    HC2,
    PORTAL,
    QUAN_TRI,
    SCORED_ON,
    TCCB,
    YEAR,
    appraised,
    consolidated,
    frame,
    happened,
    self_scored,
)

FINALISED_ON = date(2024, 12, 20)
CONDITIONS = (
    Condition("L.1", "Người đứng đầu bị kỷ luật", "exclude"),
    Condition("L.2", "Chưa đủ điều kiện xét cờ", "no_flag"),
    Condition("L.3", "Tập thể có từ 70% nữ trở lên", "prefer"),
)
GROUP_I = TieBreak("group", "I")


def finalise(
    *cards: Scorecard,
    rules: RankingRules = SCORE_ALONE,
    **changes: Any,  # noqa: ANN401
) -> Ranking:
    form: dict[str, Any] = {
        "bloc_id": BLOC,
        "year": YEAR,
        "finalised_on": FINALISED_ON,
    } | changes
    return Ranking.finalise(cards, rules, **form)


def judged(unit_id: UUID, values: dict[str, str], *codes: str) -> Scorecard:
    """An appraised unit of which some conditions of its frame are established."""
    card = appraised(unit_id, values, frame(conditions=CONDITIONS))
    for code in codes:
        card.judge_condition(Judgement(code, True, "Quyết định 5/QĐ", SCORED_ON))
    return card


def votes(elected: UUID | None, **given: int) -> Acclamation:
    units = {"tccb": TCCB, "quan_tri": QUAN_TRI, "hc2": HC2}
    return Acclamation({units[name]: number for name, number in given.items()}, elected)


def ranks(ranking: Ranking) -> list[tuple[int, UUID]]:
    return [(one.rank, one.unit_id) for one in ranking.places]


def test_places_follow_the_appraised_totals_and_an_honest_tie_shares_a_rank() -> None:
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
    assert [place.margin for place in ranking.places] == [None] * 4


def test_a_ranking_waits_for_every_layer_and_appeal_and_names_them_all() -> None:
    appealed = appraised(QUAN_TRI)
    appealed.appeal(Appeal("I.1", "đã nộp đủ báo cáo", SCORED_ON))
    cards = [appealed, consolidated(HC2), self_scored(PORTAL), appraised(TCCB)]

    with pytest.raises(RankingIncomplete) as refused:
        finalise(*cards)

    order = ordered([card.entrant() for card in cards], SCORE_ALONE)
    assert set(order.open) == {
        OpenMatter("appeal", QUAN_TRI, "I.1"),
        OpenMatter("layer", HC2, "appraised"),
        OpenMatter("layer", PORTAL, "consolidated"),
    }
    for one in (QUAN_TRI, HC2, PORTAL):
        assert str(one) in refused.value.values["waiting"]
    assert set(order.waiting) == {HC2, PORTAL}

    appealed.decide_appeal(Score("I.1", Decimal(60), "giữ nguyên"), SCORED_ON)
    assert len(finalise(appealed, appraised(TCCB)).places) == 2


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


def test_an_excluded_unit_has_no_place_and_the_reason_stands_in_the_ranking() -> None:
    ranking = finalise(judged(TCCB, FULL, "L.1"), judged(HC2, FULL | {"I.1": "10"}))

    assert ranks(ranking) == [(1, HC2)]
    assert ranking.excluded == (Exclusion(TCCB, ("L.1",), Decimal(150)),)
    assert ranking.flag == FlagChoice(HC2, "first_by_score")


def test_an_excluded_unit_is_not_waited_for_unless_it_appealed() -> None:
    late = self_scored(TCCB, adopted_frame=frame(conditions=CONDITIONS))
    late.judge_condition(Judgement("L.1", True, "Không tự chấm đúng hạn", SCORED_ON))
    heard = judged(QUAN_TRI, FULL, "L.1")
    heard.appeal(Appeal("I.1", "đã nộp đủ báo cáo", SCORED_ON))

    assert finalise(late, appraised(HC2)).excluded == (Exclusion(TCCB, ("L.1",)),)
    with pytest.raises(RankingIncomplete, match=r"appeal I\.1"):
        finalise(late, heard, appraised(HC2))


def test_a_unit_barred_from_the_flag_keeps_its_place_and_is_not_proposed() -> None:
    ranking = finalise(judged(TCCB, FULL, "L.2"), judged(HC2, FULL | {"I.1": "10"}))

    assert ranks(ranking) == [(1, TCCB), (2, HC2)]
    assert [one.flag_barred_by for one in ranking.places] == [("L.2",), ()]
    assert ranking.flag == FlagChoice(None, "first_is_barred")


MORE_OF_I = FULL | {"II.1": "40"}  # 140 points, 100 of them in group I
MORE_OF_II = FULL | {"I.2": "30"}  # 140 points, 90 of them in group I
DEDUCTED = FULL | {"T.1": "5", "P.1": "15"}  # 140 points, after 15 were deducted


@pytest.mark.parametrize(
    ("tie_break", "first", "second", "figures"),
    [
        ([GROUP_I], MORE_OF_I, MORE_OF_II, ("100", "90")),
        ([TieBreak("group", "II")], MORE_OF_II, MORE_OF_I, ("50", "40")),
        ([TieBreak("criterion", "I.2")], MORE_OF_I, MORE_OF_II, ("40", "30")),
        ([TieBreak("base")], DEDUCTED, MORE_OF_I, ("150", "140")),
        ([TieBreak("deductions"), GROUP_I], MORE_OF_I, DEDUCTED, ("0", "15")),
        ([TieBreak("deductions"), GROUP_I], MORE_OF_I, MORE_OF_II, ("100", "90")),
    ],
)
def test_a_tie_is_broken_in_the_declared_order_and_says_by_what(
    tie_break: Sequence[TieBreak],
    first: dict[str, str],
    second: dict[str, str],
    figures: tuple[str, str],
) -> None:
    ranking = finalise(
        appraised(TCCB, second), appraised(HC2, first), rules=RankingRules(tuple(tie_break))
    )

    assert ranks(ranking) == [(1, HC2), (2, TCCB)]
    margin = ranking.places[0].margin
    assert margin is not None
    assert margin.by in tie_break
    assert margin == Margin(margin.by, TCCB, Decimal(figures[0]), Decimal(figures[1]))
    assert ranking.places[1].margin is None


def test_a_preferred_collective_is_first_among_equals() -> None:
    rules = RankingRules((GROUP_I, TieBreak("preferred", "L.3")))

    ranking = finalise(judged(TCCB, FULL), judged(HC2, FULL, "L.3"), rules=rules)

    assert ranks(ranking) == [(1, HC2), (2, TCCB)]
    margin = ranking.places[0].margin
    assert margin is not None
    assert margin.by == TieBreak("preferred", "L.3")


def test_votes_decide_a_tie_where_the_frame_says_so() -> None:
    rules = RankingRules((GROUP_I, TieBreak("ballot")))
    cards = [appraised(TCCB), appraised(HC2)]

    tied = finalise(*cards, rules=rules)
    decided = finalise(*cards, rules=rules, ballot=votes(None, tccb=1, hc2=3))

    assert [one.rank for one in tied.places] == [1, 1]
    assert tied.flag == FlagChoice(None, "first_is_shared")
    assert ranks(decided) == [(1, HC2), (2, TCCB)]
    assert decided.places[0].margin == Margin(TieBreak("ballot"), TCCB, Decimal(3), Decimal(1))


BEST, NEXT, LAST = FULL, FULL | {"I.1": "50"}, FULL | {"I.1": "20"}


@pytest.mark.parametrize(
    ("rules", "elected", "flag", "order"),
    [
        (("score", None), TCCB, (TCCB, "score_and_ballot_agree"), [TCCB, QUAN_TRI, HC2]),
        (("score", None), HC2, (TCCB, "score_over_ballot"), [TCCB, QUAN_TRI, HC2]),
        (("ballot", None), HC2, (HC2, "ballot_over_score"), [HC2, TCCB, QUAN_TRI]),
        (("ballot", 2), QUAN_TRI, (QUAN_TRI, "ballot_over_score"), [QUAN_TRI, TCCB, HC2]),
        (("ballot", 2), HC2, (None, "elected_not_electable"), [TCCB, QUAN_TRI, HC2]),
        (("ballot", None), TCCB, (TCCB, "score_and_ballot_agree"), [TCCB, QUAN_TRI, HC2]),
        (("ballot", None), None, (None, "nobody_elected"), [TCCB, QUAN_TRI, HC2]),
        (("agreement", None), HC2, (None, "score_and_ballot_differ"), [TCCB, QUAN_TRI, HC2]),
        (("agreement", None), TCCB, (TCCB, "score_and_ballot_agree"), [TCCB, QUAN_TRI, HC2]),
    ],
)
def test_score_and_ballot_are_weighed_by_the_declared_rule(
    rules: tuple[Any, int | None],
    elected: UUID | None,
    flag: tuple[UUID | None, Any],
    order: list[UUID],
) -> None:
    ranking = finalise(
        appraised(TCCB, BEST),
        appraised(QUAN_TRI, NEXT),
        appraised(HC2, LAST),
        rules=RankingRules((), *rules),
        ballot=Acclamation({}, elected),
    )

    assert ranking.flag == FlagChoice(*flag)
    assert ranks(ranking) == list(enumerate(order, start=1))
    assert [one.unit_id for one in ranking.places if one.elected] == (
        [elected] if flag[1] == "ballot_over_score" else []
    )


def test_a_unit_barred_from_the_flag_cannot_be_elected() -> None:
    ranking = finalise(
        judged(TCCB, BEST),
        judged(HC2, LAST, "L.2"),
        rules=RankingRules((), "ballot"),
        ballot=votes(HC2, hc2=3),
    )

    assert ranking.flag == FlagChoice(None, "elected_not_electable")


def test_a_ranking_whose_flag_needs_a_ballot_waits_for_its_count() -> None:
    with pytest.raises(RankingIncomplete, match="ballot"):
        finalise(appraised(TCCB), rules=RankingRules((), "agreement"))


def test_a_ballot_that_is_open_is_waited_for_whatever_the_rule() -> None:
    with pytest.raises(RankingIncomplete, match="ballot"):
        finalise(appraised(TCCB), balloting=True)


@pytest.mark.parametrize(
    ("tallies", "elected"),
    [
        ([(TCCB, 3, True), (HC2, 1, False)], TCCB),
        ([(TCCB, 3, True), (HC2, 4, True)], HC2),
        ([(TCCB, 3, True), (HC2, 3, True)], None),
        ([(TCCB, 2, False), (HC2, 1, False)], None),
    ],
)
def test_who_passed_with_the_most_votes_is_elected(
    tallies: list[tuple[UUID, int, bool]], elected: UUID | None
) -> None:
    counted = tuple(Tally(*one) for one in tallies)

    acclamation = Acclamation.of(BallotResult(4, 4, 4, 0, 3, counted))

    assert acclamation.elected == elected
    assert acclamation.votes == {unit_id: votes for unit_id, votes, _ in tallies}


def test_units_of_several_frames_are_ranked_by_what_all_of_them_declare() -> None:
    one = RankingRules((GROUP_I, TieBreak("deductions")), "ballot", 3)
    two = RankingRules((GROUP_I, TieBreak("base")), "ballot", 2)

    assert common([]) == SCORE_ALONE
    assert common([one, one]) == one
    assert common([one, two]) == RankingRules((GROUP_I,), "ballot", 2)
    assert common([one, RankingRules()]).flag_by == "agreement"


def test_what_is_fixed_is_what_was_seen() -> None:
    cards = [appraised(TCCB), appraised(HC2, FULL | {"I.1": "10"})]
    seen = ordered([card.entrant() for card in cards], SCORE_ALONE).digest

    assert finalise(*cards, seen=seen).places
    with pytest.raises(RankingChangedMeanwhile):
        finalise(*cards, seen=seen, rules=RankingRules(), ballot=votes(HC2, hc2=2))
