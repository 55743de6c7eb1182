"""Mistake 12 of other systems: titles and commendations were mixed up in what was reported.

The class of an award follows from the law's catalogue, in the register and in every report.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from services.awards.domain.titles import AWARDS, Commendation, PersonTitle, UnitTitle
from services.awards.law import law_in_force
from services.awards.law.classes import AwardWithoutClass, Catalogue, family_of
from services.awards.law.verdict import SubjectKind
from tests.awards.player import FINDING, RATING, REVOCATION, Player, position
from tests.awards.samples import AN, UNIT, YEAR

LAW = law_in_force()
EVERY_AWARD = [(kind, code) for kind, codes in AWARDS.items() for code in codes]
TITLES = {*get_args(PersonTitle), *get_args(UnitTitle)}


@pytest.mark.parametrize(("kind", "code"), EVERY_AWARD)
def test_mistake_12_every_award_has_one_class_by_every_law_that_knows_it(
    kind: SubjectKind, code: str
) -> None:
    told = {title.family for each in LAW.all() if (title := each.title(kind, code)) is not None}

    assert told == {family_of(kind, code)} == {"title" if code in TITLES else "commendation"}
    assert (code in get_args(Commendation)) == (told == {"commendation"})


@pytest.mark.parametrize(
    ("kind", "code"), [("person", "CO_BO"), ("unit", "GK"), ("person", "")]
)
def test_mistake_12_what_the_catalogue_does_not_have_is_of_no_class(
    kind: SubjectKind, code: str
) -> None:
    with pytest.raises(AwardWithoutClass):
        family_of(kind, code)
    with pytest.raises(AwardWithoutClass):
        Catalogue(LAW).of(kind, code, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("on", "ruleset"),
    [
        (date(2019, 1, 1), "decree-91"),
        (date(2025, 2, 3), "law-2022"),
        (date(2027, 1, 1), "law-2026"),
    ],
)
def test_the_article_is_of_the_law_of_the_day_of_the_decision(on: date, ruleset: str) -> None:
    assert Catalogue(LAW).of("person", "CSTDCS", on).ruleset == ruleset


async def test_mistake_12_a_report_of_a_year_has_titles_and_commendations_apart(
    player: Player,
) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)
    await player.past("CSTDCS", YEAR)
    title = await player.submit("LDTT", f"{finding}, {moved}")
    diploma = await player.submit("BK_BO", finding)
    decided = await player.decide(title, diploma)
    path = f"/granted-awards?year={YEAR}"

    # What was granted elsewhere is not ours to report.
    both = (await player.read(path, position(decided)))["items"]
    titles = (await player.read(f"{path}&family=title"))["items"]
    forms = (await player.read(f"{path}&family=commendation"))["items"]
    nominated = (await player.read("/nominations"))["items"]

    assert sorted((each["family"], each["award"]) for each in both) == [
        ("commendation", "BK_BO"),
        ("title", "LDTT"),
    ]
    assert [each["award"] for each in titles] == ["LDTT"]
    assert [each["award"] for each in forms] == ["BK_BO"]
    assert {(each["award"], each["family"]) for each in nominated} == {
        ("LDTT", "title"),
        ("BK_BO", "commendation"),
    }
    (one,) = forms
    assert (one["article"], one["ruleset"]) == (
        "Luật 06/2022/QH15, Điều 74 khoản 1",
        "law-2022",
    )
    assert (one["subject_id"], one["by_unit_id"]) == (str(AN), str(UNIT))
    assert (one["decision_number"], one["decided_on"]) == ("9/QĐ-VPCP", "2025-02-03")

    gone = await player.authority.post(f"/awards/{one['id']}/revocation", REVOCATION)
    counted = await player.read(f"/granted-awards/totals?year={YEAR}", position(gone))
    (revoked,) = (await player.read(f"{path}&family=commendation"))["items"]

    assert counted == [
        {"family": "commendation", "award": "BK_BO", "subject_kind": "person", "valid": 0}
        | {"revoked": 1},
        {"family": "title", "award": "LDTT", "subject_kind": "person", "valid": 1}
        | {"revoked": 0},
    ]
    assert (revoked["state"], revoked["revoked_by"], revoked["revoked_on"]) == (
        "revoked",
        REVOCATION["decision_number"],
        REVOCATION["revoked_on"],
    )
