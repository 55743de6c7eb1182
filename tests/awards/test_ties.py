"""P-08: among equals the woman, or the collective with seven women in ten, is suggested."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

import pytest

from services.awards.law import load
from services.awards.law.history import Gendered, History, Moved
from services.awards.law.ties import Equal, suggestion
from tests.awards.samples import RULES, YEAR, named

Gender = Literal["female", "male"]


def person(name: str, gender: Gender, unit: UUID | None = None) -> History:
    moved = (Moved(f"bloc:{name[1:]}", None, unit, date(2019, 3, 1)),) if unit else ()
    return History(
        "person", named(name), genders=(Gendered(f"bloc:{name[1:]}", gender),), moves=moved
    )


def collective(name: str, women: int, men: int) -> Equal:
    unit = named(name)
    people = [
        person(f"p{ord(name) * 100 + n}", "female" if n < women else "male", unit)
        for n in range(women + men)
    ]
    return Equal(History("unit", unit), tuple(people))


def test_the_woman_is_suggested_with_the_principle_and_its_facts() -> None:
    hoa, minh = person("p1", "female"), person("p2", "male")

    found = suggestion(RULES, "CSTDCS", YEAR, [Equal(minh), Equal(hoa)])

    assert found.suggested == (hoa.subject_id,)
    assert found.principle is not None
    assert found.principle.code == "P-08"
    assert found.facts == ("bloc:1", "bloc:2")


@pytest.mark.parametrize("genders", [("female", "female"), ("male", "male")])
def test_nobody_is_suggested_where_gender_tells_nobody_apart(
    genders: tuple[Gender, Gender],
) -> None:
    equals = [Equal(person(f"p{n}", gender)) for n, gender in enumerate(genders)]
    assert suggestion(RULES, "CSTDCS", YEAR, equals).suggested == ()


def test_seven_women_in_ten_are_enough_for_a_collective() -> None:
    seven, six = collective("a", 7, 3), collective("b", 6, 4)
    found = suggestion(RULES, "CO_BO", YEAR, [six, seven])
    assert found.suggested == (seven.history.subject_id,)


def test_a_regulation_without_the_principle_suggests_nobody() -> None:
    equals = [Equal(person("p1", "female")), Equal(person("p2", "male"))]
    found = suggestion(load("decree-91"), "LDTT", 2023, equals)
    assert (found.suggested, found.principle, found.facts) == ((), None, ())
