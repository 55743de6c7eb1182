"""The files of the sample agree with each other, with the article and with the catalogue."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal

import pytest

from deploy.sample.forms.covenant import Card
from deploy.sample.ids import id_of
from deploy.sample.sample import FOLDER, sample
from deploy.sample.steps.scores import appraised_values, consolidated_values, own_values
from services.console.accounts import Accounts
from shared.access import SCOPED, Role

PERSON_TITLES = {"LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"}
UNIT_TITLES = {"TTLDTT", "TTLDXS", "CO_BO", "CO_CP"}

SAMPLE = sample()
PEOPLE = {person.key for person in SAMPLE.people.people}
UNITS = {unit.key for unit in SAMPLE.units}
CARDS = SAMPLE.scores.units
FRAME = SAMPLE.frame
BASE = {line.code: Decimal(line.maximum) for group in FRAME.groups for line in group.criteria}
BONUS = {line.code: Decimal(line.maximum) for line in FRAME.bonus}
PENALTY = {line.code: Decimal(line.maximum) for line in FRAME.penalty}


def total(card: Card) -> Decimal:
    values = {code: Decimal(value) for code, value in appraised_values(card).items()}
    return sum(
        -value if code in PENALTY else value for code, value in values.items()
    ) + Decimal(0)


def test_the_four_units_of_the_article_are_there() -> None:
    assert [unit.name for unit in SAMPLE.units] == [
        "Vụ Tổ chức cán bộ",
        "Cục Quản trị",
        "Cục Hành chính – Quản trị II",
        "Cổng Thông tin điện tử Chính phủ",
    ]


def test_only_the_vu_has_no_legal_personality() -> None:
    assert {unit.key for unit in SAMPLE.units if not unit.legal_personality} == {"tccb"}


def test_some_sixty_people_work_in_the_four_units_under_names_of_their_own() -> None:
    assert 55 <= len(PEOPLE) <= 65
    assert len({person.full_name for person in SAMPLE.people.people}) == len(PEOPLE)
    assert {person.first_unit for person in SAMPLE.people.people} == UNITS


def test_the_head_of_the_bloc_is_the_one_the_article_names() -> None:
    head = next(p for p in SAMPLE.people.people if p.key == SAMPLE.year.bloc.head)
    assert (head.full_name, head.job_title) == ("Trần Khả Toàn", "Vụ trưởng")


def test_nothing_is_made_up_about_the_one_real_person() -> None:
    real = SAMPLE.people.without_records
    assert real == (SAMPLE.year.bloc.head,)
    head = next(p for p in SAMPLE.people.people if p.key in real)
    assert (head.birth_date, head.email, head.phone, head.citizen_number) == (None,) * 4
    for name in ("history", "year"):
        text = (FOLDER / f"{name}.toml").read_text("utf-8")
        assert text.count('"tccb-01"') == (1 if name == "year" else 0)


def test_contact_data_is_impossible_on_purpose() -> None:
    for person in SAMPLE.people.people:
        assert person.email is None or person.email.endswith("@mau.example")
        assert person.phone is None or person.phone.startswith("09000000")
        assert person.citizen_number is None or person.citizen_number.startswith("000000000")


@pytest.mark.parametrize(
    "name",
    [
        "units",
        "people",
        "history",
        "frame",
        "covenant",
        "scores",
        "year",
        "accounts",
    ],
)
def test_every_file_says_what_is_invented(name: str) -> None:
    assert "# INVENTED" in (FOLDER / f"{name}.toml").read_text("utf-8")


def test_the_frame_adds_up() -> None:
    for group in FRAME.groups:
        added = sum(Decimal(line.maximum) for line in group.criteria)
        assert added == Decimal(group.maximum)
    assert sum(BASE.values()) == Decimal(FRAME.base_maximum) == 100
    assert sum(BONUS.values()) <= Decimal(FRAME.bonus_maximum) == 5


def test_codes_of_the_frame_are_used_once() -> None:
    codes = [*BASE, *BONUS, *PENALTY, *(group.code for group in FRAME.groups)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_scores_stay_within_their_maxima_and_leave_no_base_criterion_out(unit: str) -> None:
    card = CARDS[unit]
    maxima = BASE | BONUS | PENALTY
    for values in (card.self, own_values(card), consolidated_values(card)):
        assert BASE.keys() <= values.keys()
    for code, value in appraised_values(card).items():
        assert 0 <= Decimal(value) <= maxima[code]
    for differently in (*card.cross.values(), card.consolidated, card.appraised):
        for code, score in differently.items():
            assert 0 <= Decimal(score.value) <= maxima[code]
            assert score.reason


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_unit_is_cross_checked_by_the_other_three(unit: str) -> None:
    assert CARDS[unit].cross.keys() == UNITS - {unit}


def test_two_units_share_the_first_place_and_an_appeal_makes_two_others_equal() -> None:
    totals = {unit: total(card) for unit, card in CARDS.items()}
    assert totals == {
        "ctt": Decimal(98),
        "cqt": Decimal(98),
        "tccb": Decimal("93.5"),
        "hcqt2": Decimal(93),
    }
    appeal = SAMPLE.scores.appeal
    gained = Decimal(appeal.value) - Decimal(
        appraised_values(CARDS[appeal.unit])[appeal.criterion]
    )
    assert totals[appeal.unit] + gained == totals["tccb"]


def test_who_is_acclaimed_is_first_and_enough_units_said_so() -> None:
    votes = Counter(SAMPLE.meeting.votes.values())
    assert SAMPLE.meeting.votes.keys() == UNITS
    assert votes.most_common(1) == [("ctt", 3)]


def test_the_covenant_rests_on_both_decisions_and_four_units_sign_it() -> None:
    basis = " ".join(SAMPLE.covenant.basis)
    assert "453/QĐ-VPCP" in basis
    assert "384/QĐ-VPCP" in basis
    assert {each.unit for each in SAMPLE.covenant.signatures} == UNITS
    first_units = {person.key: person.first_unit for person in SAMPLE.people.people}
    for each in SAMPLE.covenant.signatures:
        assert first_units[each.signatory] == each.unit, "who signs works in the unit"
    assert SAMPLE.covenant.signed_on.isoformat() == "2024-03-12"
    assert 7 <= len(SAMPLE.covenant.articles) <= 8


def test_the_covenant_pledges_all_eight_titles() -> None:
    kinds = {pledge.award: pledge.subject_kind for pledge in SAMPLE.covenant.pledges}
    assert {award for award, kind in kinds.items() if kind == "person"} == PERSON_TITLES
    assert {award for award, kind in kinds.items() if kind == "unit"} == UNIT_TITLES


def test_every_unit_reports_half_way_one_once_it_was_reminded_and_one_again() -> None:
    told = SAMPLE.covenant.progress
    assert {*(one.unit for one in told.reports), told.late.unit} == UNITS
    assert {one.reported_on <= told.due for one in told.reports} == {True}
    assert told.late.reported_on > told.due
    first = next(one for one in told.reports if one.unit == told.again.unit)
    assert first.articles != told.again.articles
    for report in (*told.reports, told.late, told.again):
        assert report.articles.keys() <= set(range(1, len(SAMPLE.covenant.articles) + 1))


def test_titles_are_registered_for_subjects_that_can_hold_them() -> None:
    for award, subjects in SAMPLE.year.registrations.titles.items():
        assert set(subjects) <= (PEOPLE if award in PERSON_TITLES else UNITS)
        assert award in PERSON_TITLES | UNIT_TITLES


def test_a_recruit_a_transfer_and_a_departure_happen_in_the_year() -> None:
    late = [p for p in SAMPLE.people.people if p.enrolled_on.isoformat() > "2024-07-01"]
    assert len(late) == 2
    assert [each.on.year for each in SAMPLE.people.transfers] == [2024]
    assert [each.on.year for each in SAMPLE.people.departures] == [2024]


def test_accounts_cover_every_role_with_the_scopes_of_the_sample() -> None:
    accounts = Accounts(FOLDER / "accounts.toml").everybody()
    grants = [grant for account in accounts for grant in account.grants]
    assert {grant.role for grant in grants} == set(Role)
    for role, keys in {
        Role.UNIT_OFFICER: {f"unit/{unit}" for unit in UNITS},
        Role.UNIT_HEAD: {f"unit/{unit}" for unit in UNITS},
        Role.BLOC_HEAD: {f"bloc/{SAMPLE.year.bloc.key}"},
    }.items():
        assert role in SCOPED
        scopes = {grant.scope for grant in grants if grant.role == role}
        assert scopes == {str(id_of(key)) for key in keys}


def test_accounts_have_no_passwords() -> None:
    file = tomllib.loads((FOLDER / "accounts.toml").read_text("utf-8"))
    for account in file["account"]:
        assert account.keys() == {"login", "name", "roles"}
