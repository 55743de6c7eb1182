"""What the conditions mean at their edges: chains, terms, service, members, corrections."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
import pytest

from services.awards.law import (
    Answer,
    History,
    SubjectKindMismatch,
    TitleNotInRuleSet,
    YearBeforeRuleSet,
    judge,
)
from services.awards.projections.histories import SubjectKey
from shared.contracts import awards
from tests.awards.samples import (
    AN,
    RULES,
    UNIT,
    YEAR,
    Story,
    declared,
    discipline_ended,
    disciplined,
    enrolled,
    found,
    granted,
    initiative,
    left,
    named,
    rated,
    reason,
    revoked,
    transferred,
)
from tests.awards.stories import (
    TEN_PEOPLE,
    advanced,
    advanced_collective,
    excellent_collective,
    ministry_fighter,
    national_fighter,
    staffed,
)

PERSON = SubjectKey("person", AN)
COLLECTIVE = SubjectKey("unit", UNIT)
OTHER_UNIT = named("Cục Quản trị")


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        (date(2024, 7, 1), Answer.YES),
        (date(2024, 7, 2), Answer.NO),
        (date(2025, 1, 1), Answer.NO),
    ],
)
def test_six_months_of_service_are_complete_on_31_december(on: date, answer: Answer) -> None:
    story = Story().tell(enrolled(on=on), rated("GOOD"), found("LDTT-2"))
    assert story.person("LDTT") is answer


def test_a_transfer_does_not_break_service_but_leaving_does() -> None:
    moved = advanced().tell(transferred(AN, UNIT, OTHER_UNIT, date(2024, 11, 1)))
    assert moved.person("LDTT") is Answer.YES
    returned = advanced().tell(left(on=date(2023, 5, 1)), enrolled(on=date(2024, 9, 1)))
    assert returned.person("LDTT") is Answer.NO
    assert reason(returned.verdict("LDTT", PERSON), "LDTT-4a") == "service_short"


def test_somebody_who_left_before_the_year_has_no_service_in_it() -> None:
    story = advanced().tell(left(on=date(2024, 1, 1)))
    assert reason(story.verdict("LDTT", PERSON), "LDTT-4a") == "service_ended"


def test_a_later_rating_for_the_same_year_corrects_the_earlier_one() -> None:
    story = Story().tell(enrolled(), found("LDTT-2"), rated("COMPLETED"))
    assert story.person("LDTT") is Answer.NO
    assert story.tell(rated("GOOD")).person("LDTT") is Answer.YES


@pytest.mark.parametrize("missing", [2022, 2023, 2024])
def test_three_years_in_succession_have_no_gap(missing: int) -> None:
    story = Story().tell(initiative("MINISTRY"))
    for year in {2020, 2021, 2022, 2023, 2024} - {missing}:
        story.tell(granted("CSTDCS", year))
    assert story.person("CSTD_BO") is Answer.NO


@pytest.mark.parametrize(
    ("imposed", "ends", "answer"),
    [
        (date(2021, 3, 1), date(2021, 12, 31), Answer.YES),
        (date(2021, 3, 1), date(2022, 3, 1), Answer.NO),
        (date(2023, 3, 1), date(2023, 6, 1), Answer.NO),
        (date(2024, 12, 31), None, Answer.NO),
        (date(2025, 1, 1), None, Answer.YES),
    ],
)
def test_a_disciplinary_term_within_the_chain_restarts_it(
    imposed: date, ends: date | None, answer: Answer
) -> None:
    story = ministry_fighter().tell(disciplined("reprimand", imposed, ends))
    assert story.person("CSTD_BO") is answer


def test_a_term_without_known_end_runs_until_its_end_is_recorded() -> None:
    imposed = date(2021, 3, 1)
    story = ministry_fighter().tell(disciplined("warning", imposed))
    assert reason(story.verdict("CSTD_BO", PERSON), "MEF-1") == "chain_disciplined"
    story.tell(discipline_ended(imposed, date(2021, 9, 1)))
    assert story.person("CSTD_BO") is Answer.YES


def test_a_year_serves_one_ministry_title_only() -> None:
    story = ministry_fighter().tell(granted("CSTD_BO", 2023))
    assert reason(story.verdict("CSTD_BO", PERSON), "MEF-1") == "chain_spent"
    unproven = ministry_fighter().tell(declared("CSTD_BO", 2022))
    assert unproven.person("CSTD_BO") is Answer.UNKNOWN
    earlier = ministry_fighter().tell(granted("CSTD_BO", 2021), granted("CSTD_BO", 2024))
    assert earlier.person("CSTD_BO") is Answer.YES


def test_two_ministry_titles_in_succession_are_three_years_apart() -> None:
    story = Story().tell(
        granted("CSTD_BO", 2023), granted("CSTD_BO", 2024), initiative("NATION")
    )
    assert story.person("CSTDTQ") is Answer.NO
    assert story.tell(granted("CSTD_BO", 2021)).person("CSTDTQ") is Answer.YES


def test_an_initiative_without_a_decision_is_not_recognised_by_the_ministry() -> None:
    story = ministry_fighter().without(awards.InitiativeRecognised)
    verdict = story.tell(initiative("MINISTRY", number=" ")).verdict("CSTD_BO", PERSON)
    assert reason(verdict, "MEF-2") == "initiative_recognised"
    assert reason(verdict, "MEF-3") == "initiative_missing"


def test_an_initiative_counts_only_within_its_years() -> None:
    story = national_fighter().without(awards.InitiativeRecognised)
    assert story.tell(initiative("NATION", 2018)).person("CSTDTQ") is Answer.NO
    assert story.tell(initiative("NATION", 2019)).person("CSTDTQ") is Answer.YES


def test_mistake_11_seventy_percent_is_met_by_seven_of_ten_and_not_by_seven_of_eleven() -> None:
    story = advanced_collective()
    assert story.unit("TTLDTT") is Answer.YES
    story.tell(enrolled(AN, on=date(2024, 12, 31)))
    assert reason(story.verdict("TTLDTT", COLLECTIVE), "ALC-3") == "members_too_few"


def test_people_who_are_gone_by_the_end_of_the_year_are_not_counted() -> None:
    story = staffed(7).tell(found("ALC-2", unit=UNIT), found("ALC-5", unit=UNIT))
    for person in TEN_PEOPLE[7:]:
        story.tell(left(person, on=date(2024, 10, 1)))
    story.tell(left(TEN_PEOPLE[0], on=date(2025, 1, 1)))
    share = next(c for c in story.verdict("TTLDTT", COLLECTIVE).conditions if c.code == "ALC-3")
    assert (share.values["held"], share.values["members"]) == ("7", "7")


@pytest.mark.parametrize(
    ("form", "on", "answer"),
    [
        ("reprimand", date(2024, 5, 2), Answer.YES),
        ("warning", date(2024, 5, 2), Answer.NO),
        ("demotion", date(2024, 5, 2), Answer.NO),
        ("warning", date(2023, 12, 31), Answer.YES),
    ],
)
def test_a_warning_or_graver_in_the_year_keeps_the_unit_from_its_title(
    form: awards.DisciplineForm, on: date, answer: Answer
) -> None:
    story = advanced_collective().tell(disciplined(form, on, person=TEN_PEOPLE[9]))
    assert story.unit("TTLDTT") is answer


def test_a_discipline_stays_with_the_unit_in_which_it_was_imposed() -> None:
    person, day = TEN_PEOPLE[9], date(2024, 5, 2)
    dismissed = advanced_collective().tell(
        disciplined("dismissal", day, person=person), left(person, on=day)
    )
    assert dismissed.unit("TTLDTT") is Answer.NO
    joined_later = advanced_collective().tell(
        enrolled(AN, OTHER_UNIT),
        disciplined("warning", day),
        transferred(AN, OTHER_UNIT, UNIT, date(2024, 9, 1)),
        granted("LDTT"),
    )
    assert joined_later.unit("TTLDTT") is Answer.YES


def test_one_failed_member_decides_although_another_is_not_rated() -> None:
    story = excellent_collective().tell(enrolled(AN), rated("FAILED", TEN_PEOPLE[1]))
    assert reason(story.verdict("TTLDXS", COLLECTIVE), "ELC-3") == "members_below"


def test_a_unit_without_people_cannot_be_judged() -> None:
    verdict = Story().tell(rated("EXCELLENT", unit=UNIT)).verdict("TTLDXS", COLLECTIVE)
    assert reason(verdict, "ELC-3") == reason(verdict, "ELC-5") == "members_unknown"


def test_a_revoked_award_granted_again_counts_again() -> None:
    story = ministry_fighter().tell(revoked("CSTDCS"))
    assert story.person("CSTD_BO") is Answer.NO
    again = msgspec.structs.replace(granted("CSTDCS"), award_id=named("a second award"))
    assert story.tell(again).person("CSTD_BO") is Answer.YES


def test_a_question_that_makes_no_sense_is_refused() -> None:
    person = History("person", UUID(int=1))
    with pytest.raises(TitleNotInRuleSet):
        judge(RULES, "GK", YEAR, person)
    with pytest.raises(YearBeforeRuleSet):
        judge(RULES, "LDTT", 2023, person)
    with pytest.raises(SubjectKindMismatch):
        judge(RULES, "TTLDTT", YEAR, person)
