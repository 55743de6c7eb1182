"""Units are renamed, moved, merged, split, dissolved and restored; what they were stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.bloc.domain import Unit
from services.bloc.domain.unit_refusals import (
    UnitAlreadyDissolved,
    UnitChangedTooEarly,
    UnitDissolvedIntoItself,
    UnitDissolvedTooEarly,
    UnitNotDissolved,
    UnitRestoredTooEarly,
    UnitsMissing,
    UnitUnderItself,
)
from services.bloc.projections import UnitEntry, evolve
from services.bloc.publishing import to_fact
from shared.contracts import Envelope, bloc
from tests.awards.samples import envelope

UNIT, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
DAY = date(2024, 7, 1)


@pytest.fixture
def unit() -> Unit:
    return Unit.register(UNIT, "Vụ Tổ chức", "TC", "vu", False, date(1992, 1, 1))


def folded(unit: Unit) -> UnitEntry:
    entry = None
    told: list[Envelope] = [
        envelope("bloc", n, to_fact(event))  # type: ignore[arg-type]  # events of this service
        for n, event in enumerate(unit.collect_events(), start=1)
    ]
    for each in told:
        entry = evolve(entry, each)
    assert isinstance(entry, UnitEntry)
    return entry


def test_a_renamed_unit_is_the_same_unit(unit: Unit) -> None:
    unit.rename("Vụ Tổ chức cán bộ", "TCCB", DAY, "Nghị định mới")
    entry = folded(unit)
    assert (entry.id, entry.name, entry.short_name) == (UNIT, "Vụ Tổ chức cán bộ", "TCCB")


def test_a_dissolved_unit_says_since_when_and_who_took_its_place(unit: Unit) -> None:
    unit.dissolve(DAY, "sắp xếp", OTHER, with_others=True)
    *_, last = unit.pending_events
    fact = to_fact(last)  # type: ignore[arg-type]  # an event of this service
    assert isinstance(fact, bloc.UnitDissolved)
    assert (fact.into_unit_id, fact.with_others) == (OTHER, True)
    assert folded(unit).dissolved_on == DAY


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (lambda unit: unit.dissolve(DAY, "x", UNIT, False), UnitDissolvedIntoItself),
        (lambda unit: unit.dissolve(date(1991, 1, 1), "x", None, False), UnitDissolvedTooEarly),
        (lambda unit: unit.move(UNIT, (), DAY, "x"), UnitUnderItself),
        (lambda unit: unit.move(OTHER, (THIRD, UNIT), DAY, "x"), UnitUnderItself),
        (lambda unit: unit.move(OTHER, (), date(1991, 1, 1), "x"), UnitChangedTooEarly),
        (lambda unit: unit.merge((OTHER, UNIT), DAY, "x"), UnitDissolvedIntoItself),
        (lambda unit: unit.merge((OTHER, OTHER), DAY, "x"), UnitsMissing),
        (lambda unit: unit.split((), DAY, "x"), UnitsMissing),
        (lambda unit: unit.restore(DAY, "x"), UnitNotDissolved),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    unit: Unit, command: Callable[[Unit], None], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        command(unit)


def test_a_unit_that_is_no_more_is_neither_renamed_nor_dissolved_again(unit: Unit) -> None:
    unit.dissolve(DAY, "sắp xếp", None, with_others=False)
    with pytest.raises(UnitAlreadyDissolved):
        unit.rename("A", "A", DAY, "x")
    with pytest.raises(UnitAlreadyDissolved):
        unit.dissolve(DAY, "x", None, with_others=False)


def test_a_restored_unit_stands_again_and_stood_not_between(unit: Unit) -> None:
    unit.dissolve(DAY, "sắp xếp", None, with_others=False)
    with pytest.raises(UnitRestoredTooEarly):
        unit.restore(date(2024, 6, 30), "x")
    unit.restore(date(2025, 1, 1), "hủy quyết định")
    unit.rename("Vụ Tổ chức mới", "TCM", date(2025, 2, 1), "x")
    entry = folded(unit)
    days = (date(1991, 1, 1), date(2024, 6, 30), DAY, date(2024, 12, 31), date(2025, 1, 1))
    assert [entry.stood_on(day) for day in days] == [False, True, False, False, True]
    assert entry.dissolved_on is None


def test_a_name_and_a_place_are_known_for_any_day(unit: Unit) -> None:
    unit.move(OTHER, (), date(2020, 1, 1), "x")
    unit.rename("Vụ Tổ chức cán bộ", "TCCB", DAY, "x")
    # Told later, but of an earlier day.
    unit.move(THIRD, (), date(2010, 1, 1), "x")
    entry = folded(unit)
    assert [entry.name_on(day) for day in (date(2024, 6, 30), DAY)] == [
        "Vụ Tổ chức",
        "Vụ Tổ chức cán bộ",
    ]
    days = (date(2009, 1, 1), date(2010, 1, 1), date(2021, 1, 1))
    assert [entry.parent_on(day) for day in days] == [None, THIRD, OTHER]


def test_only_who_took_its_place_at_the_end_is_an_heir(unit: Unit) -> None:
    unit.split((OTHER,), date(2010, 1, 1), "x")
    unit.dissolve(DAY, "x", None, with_others=False)
    of_the_first_end = unit.heir_ids
    unit.restore(DAY, "x")
    unit.split((OTHER, THIRD), date(2025, 3, 1), "x")
    unit.dissolve(date(2025, 3, 1), "x", None, with_others=False)
    assert (of_the_first_end, unit.heir_ids) == ((), (OTHER, THIRD))
