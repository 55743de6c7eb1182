"""The use cases of deadlines, and what they lock."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.deadline import Deadline, due_layer
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Layer
from shared.eventstore import EventSourcedApplication


class DeadlineUseCases(EventSourcedApplication):
    """Sets the last day of a layer, moves it, and asks it before anything is scored."""

    def set_deadline(
        self,
        *,
        bloc_id: UUID,
        year: int,
        layer: Layer,
        last_day: date,
        reason: str,
        today: date,
    ) -> None:
        """Set the last day of a layer; one that is set already is moved, with a reason."""
        deadline_id = Deadline.id_of(bloc_id, year, layer)
        if not self.exists(deadline_id):
            self.save(
                Deadline.set(
                    bloc_id=bloc_id, year=year, layer=layer, last_day=last_day, set_on=today
                )
            )
            return
        deadline = self.load(Deadline, deadline_id)
        deadline.move(last_day, reason, today)
        self.save(deadline)

    def check_in_time(self, scorecard: Scorecard, layer: Layer, today: date) -> None:
        """Refuse what comes after the last day of its layer, where one is set."""
        due = due_layer(layer, scorecard.sheets)
        deadline_id = Deadline.id_of(scorecard.bloc_id, scorecard.year, due)
        if self.exists(deadline_id):
            self.load(Deadline, deadline_id).check(today)
