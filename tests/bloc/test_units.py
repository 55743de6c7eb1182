"""Units are renamed and dissolved; what they were stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.bloc.domain import Unit
from services.bloc.domain.unit import (
    UnitAlreadyDissolved,
    UnitDissolvedIntoItself,
    UnitDissolvedTooEarly,
)
from services.bloc.projections import UnitEntry, evolve
from services.bloc.publishing import to_fact
from shared.contracts import Envelope, bloc
from tests.awards.samples import envelope

UNIT, OTHER = UUID(int=1), UUID(int=2)
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
    ],
)
def test_an_end_that_makes_no_sense_is_refused(
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
