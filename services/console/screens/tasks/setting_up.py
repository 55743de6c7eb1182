"""What the emulation officer sets up so that a bloc's year can go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.screens.tasks.state import Waiting, YearState

if TYPE_CHECKING:
    from collections.abc import Iterator


def of_emulation_officer(state: YearState) -> Iterator[Waiting]:
    bloc = state.bloc
    if bloc is None:
        yield Waiting("form_bloc", 1, "/khoi/dieu-hanh")
        return
    if not bloc.unit_ids or bloc.head is None:
        yield Waiting("complete_bloc", 1, "/khoi/dieu-hanh")
    if bloc.unit_ids and state.vacancies and not state.final:
        yield Waiting("give_roles", state.vacancies, "/tai-khoan")
    if state.frames is None or not bloc.unit_ids:
        return
    if not state.frames:
        yield Waiting("adopt_frame", 1, "/bang-tieu-chi")
        return
    opened = {card.unit_id for card in state.scorecards}
    closed = sum(unit_id not in opened for unit_id in bloc.unit_ids)
    if closed and not state.final:
        yield Waiting("open_scorecards", closed, "/bang-tieu-chi#mo-bang")
