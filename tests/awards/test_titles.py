"""For each of the eight titles somebody who meets its standards, does not, and may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.awards.law import Answer
from shared.contracts import awards
from tests.awards.samples import (
    UNIT,
    YEAR,
    Story,
    declared,
    enrolled,
    found,
    granted,
    held,
    initiative,
    lifted,
    ranked,
    rated,
    registered,
    revoked,
)
from tests.awards.stories import (
    TEN_PEOPLE,
    advanced,
    advanced_collective,
    excellent_collective,
    government_flag,
    grassroots_fighter,
    ministry_fighter,
    ministry_flag,
    national_fighter,
    staffed,
)

PEOPLE: dict[str, Callable[[], Story]] = {
    "LDTT": advanced,
    "CSTDCS": grassroots_fighter,
    "CSTD_BO": ministry_fighter,
    "CSTDTQ": national_fighter,
}
COLLECTIVES: dict[str, Callable[[], Story]] = {
    "TTLDTT": advanced_collective,
    "TTLDXS": excellent_collective,
    "CO_BO": ministry_flag,
    "CO_CP": government_flag,
}


@pytest.mark.parametrize("award", PEOPLE)
def test_a_person_who_meets_every_condition_is_eligible(award: str) -> None:
    assert PEOPLE[award]().person(award) is Answer.YES


@pytest.mark.parametrize("award", COLLECTIVES)
def test_a_unit_that_meets_every_condition_is_eligible(award: str) -> None:
    assert COLLECTIVES[award]().unit(award) is Answer.YES


@pytest.mark.parametrize("award", PEOPLE)
def test_an_open_hold_bars_every_title_and_a_lifted_one_bars_none(award: str) -> None:
    story = PEOPLE[award]().tell(held())
    assert story.person(award) is Answer.NO
    assert story.tell(lifted()).person(award) is Answer.YES


@pytest.mark.parametrize(
    ("award", "story"),
    [
        ("LDTT", advanced().tell(rated("COMPLETED"))),
        ("LDTT", advanced().tell(found("LDTT-2", met=False))),
        ("CSTDCS", advanced()),
        ("CSTD_BO", ministry_fighter().without(awards.AwardGranted)),
        ("CSTD_BO", ministry_fighter().tell(revoked("CSTDCS", 2023))),
        ("CSTD_BO", ministry_fighter().without(awards.InitiativeRecognised)),
        ("CSTDTQ", national_fighter().without(awards.AwardGranted)),
        ("CSTDTQ", national_fighter().without(awards.InitiativeRecognised)),
    ],
)
def test_a_person_who_fails_one_condition_is_not_eligible(award: str, story: Story) -> None:
    assert story.person(award) is Answer.NO


@pytest.mark.parametrize(
    ("award", "story"),
    [
        ("LDTT", Story().tell(enrolled(), rated("GOOD"))),
        ("LDTT", Story().tell(enrolled(), found("LDTT-2"))),
        ("LDTT", Story().tell(rated("GOOD"), found("LDTT-2"))),
        ("CSTDCS", Story().tell(enrolled(), found("LDTT-2"))),
        ("CSTDCS", Story().tell(enrolled(), rated("EXCELLENT"))),
        ("CSTD_BO", ministry_fighter().without(awards.PastAwardConfirmed)),
        ("CSTDTQ", national_fighter().without(awards.PastAwardConfirmed)),
    ],
)
def test_what_is_not_recorded_or_not_confirmed_is_unknown(award: str, story: Story) -> None:
    assert story.person(award) is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("award", "story"),
    [
        ("TTLDTT", advanced_collective().tell(rated("COMPLETED", unit=UNIT))),
        ("TTLDTT", advanced_collective().tell(found("ALC-5", unit=UNIT, met=False))),
        ("TTLDTT", advanced_collective().tell(revoked("LDTT", person=TEN_PEOPLE[3]))),
        ("TTLDXS", excellent_collective().tell(rated("GOOD", unit=UNIT))),
        ("TTLDXS", excellent_collective().tell(rated("FAILED", TEN_PEOPLE[9]))),
        ("TTLDXS", excellent_collective().tell(revoked("CSTDCS", person=TEN_PEOPLE[0]))),
        ("CO_BO", ministry_flag().tell(ranked(2))),
        ("CO_BO", ministry_flag().tell(found("MF-2", unit=UNIT, met=False))),
        ("CO_CP", government_flag().tell(ranked(3))),
    ],
)
def test_a_unit_that_fails_one_condition_is_not_eligible(award: str, story: Story) -> None:
    assert story.unit(award) is Answer.NO


@pytest.mark.parametrize(
    ("award", "story"),
    [
        ("TTLDTT", advanced_collective().without(awards.FindingRecorded)),
        ("TTLDTT", Story().tell(registered(), rated("GOOD", unit=UNIT))),
        ("TTLDXS", excellent_collective().tell(enrolled(granted("LDTT").subject_id))),
        ("TTLDXS", excellent_collective().without(awards.FindingRecorded)),
        ("CO_BO", Story().tell(found("MF-2", unit=UNIT), found("MF-3", unit=UNIT))),
        ("CO_BO", Story().tell(ranked(1), found("MF-2", unit=UNIT))),
        ("CO_CP", Story().tell(ranked(1))),
    ],
)
def test_a_unit_that_cannot_be_judged_yet_is_unknown(award: str, story: Story) -> None:
    if award == "TTLDXS":
        story.tell(granted("LDTT"))
    assert story.unit(award) is Answer.UNKNOWN


def test_a_declared_award_of_a_member_keeps_the_share_open() -> None:
    story = staffed(6).tell(found("ALC-2", unit=UNIT), found("ALC-5", unit=UNIT))
    assert story.unit("TTLDTT") is Answer.NO
    assert story.tell(declared("LDTT", YEAR, TEN_PEOPLE[7])).unit("TTLDTT") is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("award", "condition"), [("CO_BO", "MF-4"), ("CO_CP", "GF-3"), ("CO_CP", "GF-4")]
)
def test_a_flag_has_other_routes_for_those_for_whom_they_are_claimed(
    award: str, condition: str
) -> None:
    story = Story().tell(registered(), ranked(4))
    assert story.unit(award) is Answer.NO
    assert story.tell(found(condition, unit=UNIT)).unit(award) is Answer.YES


def test_an_excellent_rating_stands_in_for_an_initiative() -> None:
    story = Story().tell(enrolled(), rated("EXCELLENT"), found("LDTT-2"))
    assert story.person("CSTDCS") is Answer.YES


def test_the_standard_of_a_title_is_needed_and_not_its_award() -> None:
    story = Story().tell(enrolled(), granted("LDTT"), initiative("UNIT"))
    assert story.person("CSTDCS") is Answer.UNKNOWN
