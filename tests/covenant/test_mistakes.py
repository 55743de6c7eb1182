"""Mistakes that other systems made in scoring and ranking; the number is that of the list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from services.awards.domain.titles import Commendation, PersonTitle, UnitTitle
from services.console.screens.eligibility import GROUPS
from services.covenant.api.ordering import live
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.ballot_refusals import AlreadyVoted
from services.covenant.domain.dialogue import Appeal
from services.covenant.domain.flag import Acclamation
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_events import ScoreRecorded
from services.covenant.domain.sheet import Score
from services.covenant.domain.text import Pledge
from services.covenant.domain.titles import HOLDERS, TitleUnknown, check_title
from services.covenant.domain.voting import MeetingRules, Ratio
from services.covenant.projections import BallotView, RankingView, ScorecardView, recount
from services.covenant.views import ToRank
from tests.covenant.samples import (
    BLOC,
    FULL,
    HC2,
    MET_AT,
    RULES,
    SCORED_ON,
    TCCB,
    UNITS,
    YEAR,
    appraised,
    ballot_of,
    drafted,
    envelopes,
    folded,
    met,
    points,
    scorecard,
)
from tests.harness.applications import applications, endpoints
from tests.harness.issuer import TestIssuer

ROOT = Path(__file__).parents[2]
RATIO = re.compile(r"(?<![\w/.])(?:1/2|[23]/[345])(?![\w/])|\b0[.,]6[67]\d*\b|\b66[.,]?\d* ?%")


def test_mistake_8_a_changed_score_is_a_new_fact_and_the_first_one_stays() -> None:
    card = scorecard()
    for value in ("50", "60"):
        card.record(
            "self", [Score("I.1", points(value), "đối chiếu lại")], recorded_on=SCORED_ON
        )
    told = [each for each in card.collect_events() if isinstance(each, ScoreRecorded)]

    assert [(each.previous, each.value) for each in told] == [
        (None, points(50)),
        (points(50), points(60)),
    ]


def test_mistake_8_a_second_vote_is_refused_and_the_first_one_stays() -> None:
    ballot = ballot_of(met(*UNITS))
    ballot.cast(TCCB, "unit-head")
    with pytest.raises(AlreadyVoted):
        ballot.cast(TCCB, "unit-head")

    told = [event for event in ballot.collect_events() if isinstance(event, FlagBallot.Cast)]
    assert [event.unit_id for event in told] == [TCCB]
    assert ballot.voted == {TCCB}


def test_mistake_8_voting_again_is_another_ballot_and_the_first_one_stays() -> None:
    first, second = (ballot_of(met(*UNITS), number=number) for number in (1, 2))
    for ballot, choice in ((first, TCCB), (second, HC2)):
        for voter in ballot.voters:
            ballot.cast(voter.unit_id, "unit-head")
        ballot.count([(choice,)] * len(UNITS), [*"abcd"], MET_AT)

    told = envelopes([*first.collect_events(), *second.collect_events()])
    shown = [one for one in folded(told).values() if isinstance(one, BallotView)]
    again = [recounted for one in shown if (recounted := recount(one))]
    assert first.id != second.id
    assert [one.sheets for one in again] == [((TCCB,),) * 4, ((HC2,),) * 4]
    assert all(one.agrees for one in again)


def test_mistake_9_nothing_but_a_list_that_was_not_recorded_can_be_thrown_away(
    tmp_path: Path, issuer: TestIssuer
) -> None:
    apps = applications(tmp_path, issuer.jwks_url)
    walked = [each for name, app in apps.items() for each in endpoints(name, app)]
    removing = {each.path for each in walked if each.method == "DELETE"}
    resetting = {each.path for each in walked if re.search("reset|purge|clear", each.path)}

    assert len(walked) > 100
    assert removing == {"/api/v1/intakes/{intake_id}"}
    assert not resetting


@pytest.mark.parametrize(
    ("passing", "needed", "elected"),
    [
        (Ratio(1, 2), 2, TCCB),
        (Ratio(1, 2, more_than=True), 3, TCCB),
        (Ratio(3, 4), 3, TCCB),
        (Ratio(3, 4, more_than=True), 4, None),
    ],
)
def test_mistake_10_a_pass_ratio_stands_in_one_place_and_everything_goes_by_it(
    passing: Ratio, needed: int, elected: object
) -> None:
    rules = MeetingRules("khoi", "", RULES.quorum, passing, "present")
    ballot = ballot_of(met(*UNITS, rules=rules))
    for voter in ballot.voters:
        ballot.cast(voter.unit_id, "unit-head")
    ballot.count([(TCCB,), (TCCB,), (TCCB,), (HC2,)], ["a", "b", "c", "d"], MET_AT)

    assert ballot.result is not None
    shown = folded(envelopes(ballot.collect_events()))["ballot", str(ballot.id)]
    assert isinstance(shown, BallotView)
    assert shown.result is not None
    again = recount(shown)

    assert again is not None
    asked = {ballot.needed, ballot.result.needed, shown.needed, shown.result.needed}
    assert asked == {again.recounted.needed} == {needed}
    assert Acclamation.of(ballot.result).elected == elected


def test_mistake_10_no_code_page_or_text_has_a_pass_ratio_of_its_own() -> None:
    places = [
        *(ROOT / "services" / "covenant").rglob("*.py"),
        *(ROOT / "services" / "console" / "templates").glob("*.html"),
        *(ROOT / "services" / "console" / "pages").rglob("*.py"),
        *(ROOT / "shared" / "catalogue").glob("*.toml"),
    ]
    rules = ROOT / "services" / "covenant" / "law"
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in places
        if rules not in path.parents
        for line in path.read_text("utf-8").splitlines()
        if RATIO.search(line)
    ]

    assert RATIO.search((rules / "meetings.toml").read_text("utf-8"))
    assert found == []


def test_mistake_12_titles_and_commendations_are_two_families_everywhere() -> None:
    titles = {*get_args(PersonTitle), *get_args(UnitTitle)}
    commendations = set(get_args(Commendation))

    assert titles.isdisjoint(commendations)
    assert set(HOLDERS) == titles
    for kind in ("person", "unit"):
        assert set(GROUPS["danh-hieu"][kind]) == {
            title for title, holder in HOLDERS.items() if holder == kind
        }
        assert set(GROUPS["khen-thuong"][kind]) == commendations


@pytest.mark.parametrize("commendation", get_args(Commendation))
def test_mistake_12_a_commendation_is_neither_registered_nor_pledged_as_a_title(
    commendation: str,
) -> None:
    pledge = Pledge(commendation, "unit", "count", points(1))

    with pytest.raises(TitleUnknown):
        check_title(commendation, "unit")
    with pytest.raises(TitleUnknown):
        drafted(pledges=(pledge,))


def ranking(*cards: Scorecard) -> RankingView:
    documents = folded(envelopes([event for card in cards for event in card.pending_events]))
    views = tuple(one for one in documents.values() if isinstance(one, ScorecardView))
    return live(ToRank(BLOC, YEAR, views, {}))


def test_mistake_13_the_ranking_follows_every_score_without_being_asked_to() -> None:
    first, second = appraised(TCCB), appraised(HC2, FULL | {"I.1": "59"})
    before = ranking(first, second)

    second.appeal(Appeal("I.1", "đã nộp đủ", SCORED_ON))
    waits = ranking(first, second)
    second.decide_appeal(Score("I.1", points(60), "chấp nhận"), SCORED_ON)
    after = ranking(first, second)

    assert [(one.rank, one.unit_id) for one in before.places] == [(1, TCCB), (2, HC2)]
    assert [(one.what, one.of) for one in waits.open] == [("appeal", "I.1")]
    assert {(one.rank, one.unit_id) for one in after.places} == {(1, TCCB), (1, HC2)}
    assert after.open == ()
