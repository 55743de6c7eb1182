"""A bloc's meeting and its ballot: quorum, one vote a unit, the count, the rules as data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.ballot_refusals import (
    AlreadyVoted,
    BallotAnnulledWithoutReason,
    BallotBoxIncomplete,
    BallotCandidateNotMember,
    BallotChoiceUnusable,
    BallotNotOpen,
    BallotVoterIsProxy,
    BallotVoterNotPresent,
    BallotWithoutVotes,
)
from services.covenant.domain.chair import (
    MeetingCallWithoutReason,
    MeetingChairedByOther,
    MeetingChairHeldAlready,
    MeetingChairNotTaken,
    MeetingChairWithoutReason,
)
from services.covenant.domain.meeting_refusals import (
    MeetingAlreadyOpened,
    MeetingBeforeItsDay,
    MeetingBusinessOpen,
    MeetingClosed,
    MeetingNotOpen,
    MeetingUnitNotMember,
    MeetingWithoutQuorum,
    NextHeadAlreadyProposed,
    PresenceAlreadyRecorded,
    PresenceNotRecorded,
    ProxyWithoutDocument,
)
from services.covenant.domain.minutes import Ending
from services.covenant.domain.voting import MeetingRules, Presence, Ratio
from services.covenant.law import DEFAULT, MeetingRulesInvalid, in_force, read
from services.covenant.projections import BallotView, MeetingView, recount
from shared.contracts.covenant import MeetingCalled, MeetingChairTaken
from tests.covenant.player import MEETING, Player
from tests.covenant.samples import (
    BLOC,
    DEPUTY,
    HC2,
    HEAD,
    MET_AT,
    MET_ON,
    NEWCOMER,
    PORTAL,
    QUAN_TRI,
    RULES,
    TCCB,
    UNITS,
    YEAR,
    ballot_of,
    called,
    envelopes,
    folded,
    happened,
    met,
)


def voted(ballot: FlagBallot, *choices: tuple[UUID, ...]) -> FlagBallot:
    """As many units as there are choices have voted, and the box was counted."""
    for voter in ballot.voters[: len(choices)]:
        ballot.cast(voter.unit_id, "unit-head")
    ballot.count(choices, [f"{number:032x}" for number in range(len(choices))], MET_AT)
    return ballot


def test_a_meeting_opens_with_the_quorum_of_its_rules_and_on_its_day() -> None:
    meeting = called()
    for unit_id in UNITS[:2]:
        meeting.record_presence(unit_id, Presence())

    with pytest.raises(MeetingWithoutQuorum) as refusal:
        meeting.open(HEAD, MET_AT, MET_ON)
    assert refusal.value.values == {"present": "2", "needed": "3"}

    meeting.record_presence(HC2, Presence("deputy", "15/GUQ"))
    with pytest.raises(MeetingBeforeItsDay):
        meeting.open(HEAD, MET_AT, date(2024, 12, 12))
    meeting.open(HEAD, MET_AT, MET_ON)
    with pytest.raises(MeetingAlreadyOpened):
        meeting.open(HEAD, MET_AT, MET_ON)


def test_a_deputy_calls_a_meeting_and_says_why_and_the_head_still_chairs_it() -> None:
    with pytest.raises(MeetingCallWithoutReason):
        called(leader=DEPUTY, reason=" ")
    meeting = called(leader=DEPUTY, reason=" Trưởng khối nghỉ ốm ")
    with pytest.raises(MeetingChairNotTaken):
        meeting.check_led_by(DEPUTY)

    (fact,) = [one.data for one in envelopes(meeting.collect_events())]
    assert isinstance(fact, MeetingCalled)
    assert fact.reason == "Trưởng khối nghỉ ốm"
    (of_head,) = [one.data for one in envelopes(called(reason="thừa").collect_events())]
    assert isinstance(of_head, MeetingCalled)
    assert of_head.reason == ""


async def test_a_meeting_is_called_by_who_leads_the_bloc_and_shows_who_and_why(
    player: Player,
) -> None:
    why = {"reason": "Trưởng khối đi công tác"}
    assert (await player.unit_head(TCCB).post("/meetings", MEETING | why)).status_code == 403
    silent = await player.bloc_deputy.post("/meetings", MEETING)
    assert (silent.status_code, silent.json()["code"]) == (422, "meeting_call_without_reason")
    made = await player.bloc_deputy.post("/meetings", MEETING | why)

    (shown,) = await player.read(f"/meetings?bloc_id={BLOC}&year={YEAR}", made)
    assert (shown["called_by"], shown["call_reason"]) == ("deputy", why["reason"])


def test_a_deputy_leads_only_with_the_chair_and_says_why() -> None:
    meeting = called()
    for unit_id in UNITS:
        meeting.record_presence(unit_id, Presence())

    with pytest.raises(MeetingChairNotTaken):
        meeting.open(DEPUTY, MET_AT, MET_ON)
    with pytest.raises(MeetingChairWithoutReason):
        meeting.take_chair(DEPUTY, " ", MET_AT)
    meeting.take_chair(DEPUTY, "Trưởng khối đi công tác", MET_AT)
    with pytest.raises(MeetingChairHeldAlready):
        meeting.take_chair(DEPUTY, "lần nữa", MET_AT)
    meeting.open(DEPUTY, MET_AT, MET_ON)

    with pytest.raises(MeetingChairedByOther) as refusal:
        meeting.propose_next_head(HEAD, HC2)
    assert refusal.value.values == {"account": "deputy"}
    meeting.take_chair(HEAD, "", MET_AT)
    with pytest.raises(MeetingChairedByOther):
        meeting.close(DEPUTY, Ending("Nhất trí.", MET_AT, ()), [])
    meeting.close(HEAD, Ending("Nhất trí.", MET_AT, ()), [])

    facts = [one.data for one in envelopes(meeting.collect_events())]
    chairs = [one for one in facts if isinstance(one, MeetingChairTaken)]
    assert [(one.account, one.is_head, one.reason) for one in chairs] == [
        ("deputy", False, "Trưởng khối đi công tác"),
        ("head", True, ""),
    ]


def test_presence_is_of_units_that_were_called_and_a_proxy_has_a_document() -> None:
    meeting = called()
    meeting.record_presence(TCCB, Presence())

    with pytest.raises(MeetingUnitNotMember):
        meeting.record_presence(NEWCOMER, Presence())
    with pytest.raises(PresenceAlreadyRecorded):
        meeting.record_presence(TCCB, Presence())
    with pytest.raises(ProxyWithoutDocument):
        meeting.record_presence(TCCB, Presence("deputy"))
    with pytest.raises(PresenceNotRecorded):
        meeting.withdraw_presence(HC2)


def test_who_left_may_cost_the_quorum_of_a_ballot() -> None:
    meeting = met(*UNITS[:3])
    meeting.withdraw_presence(HC2)

    with pytest.raises(MeetingWithoutQuorum):
        ballot_of(meeting)


def test_a_meeting_proposes_the_next_head_and_ends_once_no_ballot_is_open() -> None:
    meeting = called()
    with pytest.raises(MeetingNotOpen):
        meeting.propose_next_head(HEAD, HC2)

    meeting = met()
    meeting.propose_next_head(HEAD, HC2)
    with pytest.raises(NextHeadAlreadyProposed):
        meeting.propose_next_head(HEAD, HC2)
    with pytest.raises(MeetingBusinessOpen):
        meeting.close(HEAD, Ending("", MET_AT, ()), [ballot_of(meeting).held])
    meeting.close(HEAD, Ending("Nhất trí.", MET_AT, ()), [])
    with pytest.raises(MeetingClosed):
        meeting.record_presence(TCCB, Presence())


def test_a_unit_votes_once_by_who_is_there_for_it() -> None:
    meeting = called()
    meeting.record_presence(TCCB, Presence())
    meeting.record_presence(QUAN_TRI, Presence())
    meeting.record_presence(HC2, Presence("deputy", "15/GUQ"))
    meeting.open(HEAD, MET_AT, MET_ON)
    ballot = ballot_of(meeting)

    ballot.cast(TCCB, "unit-head")
    ballot.cast(HC2, "deputy")

    with pytest.raises(AlreadyVoted):
        ballot.cast(TCCB, "unit-head")
    with pytest.raises(BallotVoterNotPresent):
        ballot.cast(PORTAL, "unit-head")
    with pytest.raises(BallotVoterIsProxy):
        ballot.cast(HC2, "unit-head")


def test_candidates_are_of_the_bloc_and_no_more_are_chosen_than_stand() -> None:
    with pytest.raises(BallotCandidateNotMember):
        ballot_of(met(), NEWCOMER)
    with pytest.raises(BallotChoiceUnusable):
        ballot_of(met(), TCCB, HC2, at_most=3)


@pytest.mark.parametrize(
    ("passing", "of", "needed"),
    [
        (Ratio(2, 3), "present", 2),
        (Ratio(2, 3), "entitled", 3),
        (Ratio(1, 2, more_than=True), "present", 2),
        (Ratio(1, 2, more_than=True), "entitled", 3),
    ],
)
def test_what_a_candidate_needs_follows_from_the_rules(
    passing: Ratio, of: str, needed: int
) -> None:
    rules = MeetingRules(
        "khoi", "", RULES.quorum, passing, "entitled" if of == "entitled" else "present"
    )

    ballot = voted(ballot_of(met(*UNITS[:3], rules=rules)), (TCCB,), (TCCB,), (HC2,))

    assert ballot.result is not None
    assert ballot.result.needed == needed
    assert [(one.unit_id, one.votes, one.passed) for one in ballot.result.tallies[:2]] == [
        (TCCB, 2, needed <= 2),
        (HC2, 1, False),
    ]


@given(
    whole=st.integers(1, 60),
    denominator=st.integers(1, 12),
    numerator=st.integers(1, 12),
    more_than=st.booleans(),
)
def test_the_least_number_is_the_first_that_reaches_the_ratio(
    *, whole: int, denominator: int, numerator: int, more_than: bool
) -> None:
    share = Decimal(min(numerator, denominator)) * whole / Decimal(denominator)
    ratio = Ratio(min(numerator, denominator), denominator, more_than)

    least = ratio.least_of(whole)

    def reaches(number: int) -> bool:
        left, right = number * ratio.denominator, whole * ratio.numerator
        return left > right if more_than else left >= right

    assert reaches(least), share
    assert not reaches(least - 1), share


def test_a_sheet_that_cannot_count_is_invalid_and_still_cast() -> None:
    ballot = ballot_of(met())
    for unit_id in UNITS:
        ballot.cast(unit_id, "unit-head")

    ballot.count([(TCCB, HC2), None, (TCCB,), ()], ["d", "a", "c", "b"], MET_AT)

    assert ballot.result is not None
    assert (ballot.result.cast, ballot.result.invalid) == (4, 2)
    assert {one.unit_id: one.votes for one in ballot.result.tallies}[TCCB] == 1


def test_a_ballot_is_counted_only_when_every_sheet_of_who_voted_is_there() -> None:
    ballot = ballot_of(met())
    with pytest.raises(BallotWithoutVotes):
        ballot.count([], [], MET_AT)
    ballot.cast(TCCB, "unit-head")
    ballot.cast(HC2, "unit-head")
    with pytest.raises(BallotBoxIncomplete):
        ballot.count([(TCCB,)], ["a"], MET_AT)


def test_what_is_over_is_neither_voted_in_nor_counted_again() -> None:
    counted, annulled = voted(ballot_of(met()), (TCCB,)), ballot_of(met())
    with pytest.raises(BallotAnnulledWithoutReason):
        annulled.annul(" ", MET_AT)
    annulled.annul("thiếu ứng viên", MET_AT)

    for ballot in (counted, annulled):
        with pytest.raises(BallotNotOpen):
            ballot.cast(HC2, "unit-head")
        with pytest.raises(BallotNotOpen):
            ballot.count([()], ["a"], MET_AT)
    assert happened(counted)[-1] == "flag_ballot.counted"


@given(
    marks=st.lists(
        st.lists(st.sampled_from(UNITS), unique=True, max_size=4), min_size=1, max_size=4
    ),
    at_most=st.integers(1, 4),
    shuffle=st.randoms(use_true_random=False),
)
def test_whatever_is_voted_the_sheets_recounted_are_the_announced_result_in_any_order_of_votes(
    marks: list[list[UUID]], at_most: int, shuffle: object
) -> None:
    choices = [tuple(one) for one in marks]
    first = voted(ballot_of(met(), at_most=at_most), *choices)
    shuffle.shuffle(choices)  # type: ignore[attr-defined]  # hypothesis gives a Random
    second = voted(ballot_of(met(), at_most=at_most), *choices)

    views = []
    for ballot in (first, second):
        facts = envelopes(ballot.collect_events())
        view = folded(facts)["ballot", str(ballot.id)]
        assert isinstance(view, BallotView)
        views.append(view)
        found = recount(view)
        assert found is not None
        assert found.agrees
        assert found.recounted == found.announced == view.result
    # Nothing of the order in which they came is left.
    assert views[0].sheets == views[1].sheets
    assert views[0].result == views[1].result


def test_a_changed_sheet_is_seen_in_the_recount() -> None:
    ballot = voted(ballot_of(met()), (TCCB,), (TCCB,), (HC2,))
    view = folded(envelopes(ballot.collect_events()))["ballot", str(ballot.id)]
    assert isinstance(view, BallotView)

    forged = BallotView(**{**vars(view), "sheets": ((TCCB,), (HC2,), (HC2,))})

    found = recount(forged)
    assert found is not None
    assert not found.agrees


def test_the_page_of_a_meeting_is_folded_from_its_facts() -> None:
    meeting = met(*UNITS[:3])
    meeting.withdraw_presence(HC2)
    meeting.propose_next_head(HEAD, QUAN_TRI)
    meeting.close(HEAD, Ending("Nhất trí.", MET_AT, ()), [])

    view = folded(envelopes(meeting.collect_events()))["meeting", str(meeting.id)]

    assert isinstance(view, MeetingView)
    assert [one.unit_id for one in view.presences] == [TCCB, QUAN_TRI]
    assert (view.state, view.needed, view.next_head_unit_id) == ("closed", 3, QUAN_TRI)


def test_the_rules_of_a_day_are_those_that_began_last(tmp_path: Path) -> None:
    assert (rule := in_force(read(DEFAULT), MET_ON)) is not None
    assert (rule.quorum.numerator, rule.quorum.denominator, rule.passing_of) == (
        2,
        3,
        "present",
    )

    file = tmp_path / "rules.toml"
    written = DEFAULT.read_text("utf-8")
    own = written.replace("khoi-2004", "own").replace("2004-07-01", "2024-12-01")
    file.write_text(written + own.replace("2/3", "3/4"), "utf-8")
    rules = read(file)

    assert (on := in_force(rules, MET_ON)) is not None
    assert (on.name, on.quorum.numerator) == ("own", 3)
    assert (before := in_force(rules, date(2024, 11, 30))) is not None
    assert before.name == "khoi-2004"
    assert in_force(rules, date(1999, 1, 1)) is None


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('passing_of = "present"', 'passing_of = "cast"', "passing_of"),
        ('quorum = { at_least = "2/3" }', 'quorum = { at_least = "4/3" }', "quorum"),
        ('passing = { at_least = "2/3" }', 'passing = { more_than = "1/1" }', "passing"),
        ('name = "khoi-2004"', "", "name"),
    ],
)
def test_rules_that_cannot_hold_are_refused_with_their_place(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(DEFAULT.read_text("utf-8").replace(right, wrong), "utf-8")

    with pytest.raises(MeetingRulesInvalid, match=said):
        read(file)
