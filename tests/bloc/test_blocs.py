"""Blocs of a period: who is in them, who leads them when, who is next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.bloc.domain import Bloc, Leader
from services.bloc.domain.bloc_refusals import (
    AppointedTooEarly,
    BlocAlreadyClosed,
    BlocClosedTooEarly,
    LeaderTwice,
    UnitLeadsBloc,
)
from services.bloc.projections import BlocEntry, evolve
from services.bloc.projections.rotation import Turn, rotation_of
from services.bloc.publishing import to_fact
from tests.awards.samples import envelope

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
AN, BINH = Leader(UUID(int=11), A), Leader(UUID(int=12), B)
FORMED = date(2024, 1, 10)


def formed(year: int = 2024, head: Leader | None = None) -> Bloc:
    bloc = Bloc.form(UUID(int=year), "Khối 5", year, "VPCP", date(year, 1, 10), ())
    for unit in (A, B, C):
        bloc.admit(unit, date(year, 1, 10))
    if head is not None:
        bloc.appoint(head, (), date(year, 1, 11))
    return bloc


def folded(bloc: Bloc) -> BlocEntry:
    entry = None
    for number, event in enumerate(bloc.pending_events, start=1):
        fact = to_fact(event)  # type: ignore[arg-type]  # events of this service
        entry = evolve(entry, envelope("bloc", number, fact))
    assert isinstance(entry, BlocEntry)
    return entry


def test_a_school_year_begins_in_september_and_ends_in_august() -> None:
    bloc = Bloc.form(UUID(int=7), "Khối trường", 2024, "Sở", FORMED, (), "school_year")
    assert (bloc.starts_on, bloc.ends_on) == (date(2024, 9, 1), date(2025, 8, 31))


def test_heads_change_in_the_middle_of_the_year_and_both_are_remembered() -> None:
    bloc = formed(head=AN)
    bloc.appoint(BINH, (AN,), date(2024, 9, 1))
    first, second = folded(bloc).terms
    assert (first.head.person_id, first.until) == (AN.person_id, date(2024, 9, 1))
    assert (second.head.person_id, second.until) == (BINH.person_id, None)
    assert [deputy.person_id for deputy in second.deputies] == [AN.person_id]


def test_what_would_leave_the_bloc_without_a_sound_leadership_is_refused() -> None:
    bloc = formed(head=AN)
    with pytest.raises(UnitLeadsBloc):
        bloc.release(A, date(2024, 10, 1), "sáp nhập")
    with pytest.raises(LeaderTwice):
        bloc.appoint(AN, (AN,), date(2024, 10, 1))
    with pytest.raises(AppointedTooEarly):
        bloc.appoint(BINH, (), FORMED)


def test_a_closed_bloc_changes_no_more() -> None:
    bloc = formed(head=AN)
    with pytest.raises(BlocClosedTooEarly):
        bloc.close(date(2024, 1, 9))
    bloc.close(date(2025, 1, 15))
    changes: tuple[Callable[[], None], ...] = (
        lambda: bloc.admit(UUID(int=4), FORMED),
        lambda: bloc.release(C, FORMED, "x"),
        lambda: bloc.appoint(BINH, (), date(2025, 2, 1)),
        lambda: bloc.close(date(2025, 2, 1)),
    )
    for change in changes:
        with pytest.raises(BlocAlreadyClosed):
            change()
    assert folded(bloc).closed_on == date(2025, 1, 15)


def test_a_member_that_left_is_remembered_with_its_days() -> None:
    bloc = formed()
    bloc.release(C, date(2024, 10, 1), "sáp nhập")
    entry = folded(bloc)
    assert entry.unit_ids == (A, B)
    assert [(each.unit_id, each.since, each.until) for each in entry.memberships][-1] == (
        C,
        FORMED,
        date(2024, 10, 1),
    )


def test_next_is_who_was_head_never_or_longest_ago() -> None:
    chain = [folded(formed(year, head)) for year, head in ((2022, BINH), (2023, AN))]
    rotation = rotation_of(chain)
    assert [each.year for each in rotation.headships] == [2022, 2023]
    assert rotation.turns == (Turn(C, None), Turn(B, 2022), Turn(A, 2023))
