"""The use cases of emulation blocs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.bloc.domain import Bloc, Leader, Period, Person, PredecessorNotEarlier, Unit
from shared.eventstore import EventSourcedApplication


class BlocUseCases(EventSourcedApplication):
    """Forms blocs, and says who is in them and who leads them."""

    def form_bloc(
        self,
        bloc_id: UUID,
        name: str,
        year: int,
        organiser: str,
        formed_on: date,
        basis: tuple[str, ...],
        period: Period = "calendar_year",
        predecessor_id: UUID | None = None,
        unit_ids: tuple[UUID, ...] = (),
    ) -> None:
        """Form a bloc; these units are members from the first day."""
        bloc = Bloc.form(
            bloc_id, name, year, organiser, formed_on, basis, period, predecessor_id
        )
        if predecessor_id is not None:
            before = self.load(Bloc, predecessor_id)
            if before.starts_on >= bloc.starts_on:
                raise PredecessorNotEarlier(f"bloc {predecessor_id} is of {before.year}")
        for unit_id in unit_ids:
            bloc.admit(self.load(Unit, unit_id).id, formed_on)
        self.save(bloc)

    def admit_unit(self, bloc_id: UUID, unit_id: UUID, on: date) -> None:
        bloc = self.load(Bloc, bloc_id)
        unit = self.load(Unit, unit_id)
        bloc.admit(unit.id, on)
        self.save(bloc)

    def release_unit(self, bloc_id: UUID, unit_id: UUID, on: date, reason: str) -> None:
        bloc = self.load(Bloc, bloc_id)
        bloc.release(unit_id, on, reason)
        self.save(bloc)

    def appoint_leadership(
        self, bloc_id: UUID, head: Leader, deputies: tuple[Leader, ...], on: date
    ) -> None:
        bloc = self.load(Bloc, bloc_id)
        for leader in (head, *deputies):
            self.load(Person, leader.person_id)
        bloc.appoint(head, deputies, on)
        self.save(bloc)

    def close_bloc(self, bloc_id: UUID, on: date) -> None:
        bloc = self.load(Bloc, bloc_id)
        bloc.close(on)
        self.save(bloc)
