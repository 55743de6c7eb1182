"""What each aggregate does when it is told to, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from services.awards.domain import (
    Award,
    Decision,
    Discipline,
    Hold,
    Nomination,
    PastAward,
    award_id,
    nomination_id,
)
from services.awards.domain import errors as refused
from tests.awards.aggregates import (
    DECIDED_ON,
    award,
    decision,
    discipline,
    happened,
    hold,
    initiative,
    nomination,
    past_award,
)
from tests.awards.samples import AN, UNIT, YEAR, named

REVOKED_ON = date(2025, 6, 1)


def revoke(held: Award | PastAward, reason: str = "gian dối", on: date = REVOKED_ON) -> None:
    held.revoke("fraud", "31/QĐ", reason, on)


def test_an_initiative_is_somebodys_and_names_each_person_once() -> None:
    with pytest.raises(refused.InitiativeWithoutPeople):
        initiative(())
    with pytest.raises(refused.InitiativePersonTwice):
        initiative((AN, AN))


def test_a_disciplinary_term_ends_once_and_after_it_began() -> None:
    with pytest.raises(refused.DisciplineTermEmpty):
        discipline(date(2024, 3, 1))
    imposed = discipline()
    with pytest.raises(refused.DisciplineEndedTooEarly):
        imposed.end(date(2024, 2, 29))
    imposed.end(date(2024, 9, 1))
    with pytest.raises(refused.DisciplineAlreadyEnded):
        imposed.end(date(2024, 9, 2))
    assert happened(imposed) == [Discipline.Created, Discipline.Ended]


def test_a_hold_is_lifted_once_and_after_it_was_placed() -> None:
    placed = hold()
    with pytest.raises(refused.HoldLiftedTooEarly):
        placed.lift("không vi phạm", date(2024, 4, 30))
    placed.lift("không vi phạm", date(2024, 6, 1))
    with pytest.raises(refused.HoldAlreadyLifted):
        placed.lift("không vi phạm", date(2024, 6, 2))
    assert happened(placed) == [Hold.Created, Hold.Lifted]


def test_a_subject_is_nominated_once_for_a_title_and_year() -> None:
    assert nomination().id == nomination_id(AN, "LDTT", YEAR)
    others = {nomination("CSTDCS").id, nomination(year=2025).id, nomination().id}
    assert len(others) == 3


def test_a_nomination_is_made_whatever_the_verdict_says() -> None:
    submitted = Nomination.submit(
        "person", AN, "LDTT", YEAR, UNIT, date(2025, 1, 5), "no", ("awards:9",)
    )
    assert (submitted.verdict, submitted.rested_on) == ("no", ("awards:9",))


@pytest.mark.parametrize("code", ["TTLDTT", "GK", ""])
def test_a_person_is_not_nominated_for_what_is_no_title_of_people(code: str) -> None:
    with pytest.raises(refused.AwardNotForSubject):
        nomination(code)


def test_a_returned_nomination_can_be_submitted_again_and_an_open_one_cannot() -> None:
    submitted = nomination()
    with pytest.raises(refused.NominationNotReturned):
        submitted.submit_again(UNIT, date(2025, 1, 8), "yes", ())
    with pytest.raises(refused.ReasonMissing):
        submitted.give_back(" ", date(2025, 1, 7))
    submitted.give_back("thiếu báo cáo thành tích", date(2025, 1, 7))
    with pytest.raises(refused.NominationNotOpen):
        submitted.give_back("thiếu biên bản", date(2025, 1, 7))
    submitted.submit_again(UNIT, date(2025, 1, 8), "yes", ("awards:4",))
    assert submitted.rested_on == ("awards:4",)
    assert happened(submitted) == [
        Nomination.Created,
        Nomination.Returned,
        Nomination.Resubmitted,
    ]


def test_a_decision_grants_an_award_for_each_of_its_nominations() -> None:
    submitted = nomination()
    issued = decision(submitted)
    granted = Award.grant(issued, submitted)
    assert granted.id == award_id(issued.id, submitted.id)
    assert (granted.subject_id, granted.award, granted.year) == (AN, "LDTT", YEAR)
    assert (granted.decision_number, granted.decided_on) == ("9/QĐ", DECIDED_ON)
    assert granted.rested_on == submitted.rested_on
    assert happened(issued) == [Decision.Created]
    assert happened(submitted) == [Nomination.Created, Nomination.Decided]
    assert granted.merit
    assert happened(granted) == [Award.Created]


def test_a_decision_may_grant_awards_of_a_movement_that_are_not_of_merit() -> None:
    submitted = nomination()
    granted = Award.grant(decision(submitted), submitted, merit=False)
    assert [event.merit for event in granted.collect_events()] == [False]  # type: ignore[attr-defined]  # of this aggregate


def test_a_nomination_is_decided_once_and_not_while_it_is_returned() -> None:
    submitted = nomination()
    issued = decision(submitted)
    submitted.give_back("thiếu biên bản", date(2025, 1, 7))
    with pytest.raises(refused.NominationNotOpen):
        Award.grant(issued, submitted)
    submitted.submit_again(UNIT, date(2025, 1, 8), "yes", ())
    Award.grant(issued, submitted)
    with pytest.raises(refused.NominationAlreadyDecided):
        Award.grant(issued, submitted)
    with pytest.raises(refused.NominationAlreadyDecided):
        submitted.give_back("nhầm", date(2025, 2, 1))
    with pytest.raises(refused.NominationAlreadyDecided):
        submitted.submit_again(UNIT, date(2025, 2, 1), "yes", ())


def test_a_decision_is_about_nominations_of_its_year_each_listed_once() -> None:
    with pytest.raises(refused.DecisionWithoutNominations):
        decision()
    submitted = nomination()
    with pytest.raises(refused.DecisionNominationTwice):
        decision(submitted, submitted)
    of_another_year = nomination(year=2025)
    with pytest.raises(refused.NominationOfAnotherYear):
        Award.grant(decision(of_another_year), of_another_year)


def test_a_past_award_is_confirmed_once() -> None:
    declared = past_award()
    declared.confirm(date(2024, 4, 1))
    with pytest.raises(refused.PastAwardAlreadyConfirmed):
        declared.confirm(date(2024, 4, 2))
    assert happened(declared) == [PastAward.Created, PastAward.Confirmed]


def test_what_kind_a_past_award_is_of_is_confirmed_with_it() -> None:
    declared = PastAward.declare(
        named("past"), "person", AN, "BK_BO", 2022, "12/QĐ", date(2023, 1, 15), merit=False
    )
    declared.confirm(date(2024, 4, 1))
    assert [event.merit for event in declared.collect_events()] == [False, False]  # type: ignore[attr-defined]  # of this aggregate


def test_a_past_award_is_of_a_title_of_its_subject() -> None:
    with pytest.raises(refused.AwardNotForSubject):
        PastAward.declare(named("past"), "unit", UNIT, "LDTT", 2022, "12/QĐ", date(2023, 1, 15))


def test_an_award_that_was_only_declared_cannot_be_revoked() -> None:
    with pytest.raises(refused.PastAwardNotConfirmed):
        revoke(past_award())


def confirmed_past_award() -> PastAward:
    declared = past_award()
    declared.confirm(date(2024, 4, 1))
    return declared


@pytest.mark.parametrize("holding", [award, confirmed_past_award])
def test_an_award_is_revoked_once_with_a_reason_and_not_before_it_was_decided(
    holding: Callable[[], Award | PastAward],
) -> None:
    held = holding()
    with pytest.raises(refused.ReasonMissing):
        revoke(held, reason="")
    with pytest.raises(refused.AwardRevokedTooEarly):
        revoke(held, on=date(2022, 12, 31))
    revoke(held)
    with pytest.raises(refused.AwardAlreadyRevoked):
        revoke(held)
    assert happened(held)[-1] is type(held).Revoked
