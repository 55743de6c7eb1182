"""A reminder: the head of a bloc, or the officer, tells units what they are late with."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.refusals import CovenantServiceError

REMINDERS: Final = UUID("a41c8e70-3d1b-5e9f-9a27-6c0d5b8f1e94")

Matter = Literal["signature", "appendix", "progress", "self_score", "cross_score"]


class Reminder(Aggregate):
    """Sent once a day for one matter of a bloc's year, to all units that are late with it."""

    TOPIC = "reminder"

    class Created(Aggregate.Created):
        TOPIC = "reminder.sent"
        bloc_id: UUID
        year: int
        matter: Matter
        unit_ids: tuple[UUID, ...]
        due: date | None
        sent_on: date

    @staticmethod
    def id_of(bloc_id: UUID, year: int, matter: Matter, sent_on: date) -> UUID:
        """The one id of a day's reminder of a matter, so that nobody is reminded twice."""
        return uuid5(REMINDERS, f"{bloc_id}/{year}/{matter}/{sent_on}")

    @classmethod
    def send(
        cls,
        *,
        bloc_id: UUID,
        year: int,
        matter: Matter,
        unit_ids: tuple[UUID, ...],
        due: date | None,
        sent_on: date,
    ) -> Reminder:
        if not unit_ids:
            raise ReminderToNobody
        return cls._create(
            cls.Created,
            id=cls.id_of(bloc_id, year, matter, sent_on),
            bloc_id=bloc_id,
            year=year,
            matter=matter,
            unit_ids=tuple(dict.fromkeys(unit_ids)),
            due=due,
            sent_on=sent_on,
        )

    @event(Created)
    def __init__(self, *, bloc_id: UUID, matter: Matter) -> None:
        self.bloc_id = bloc_id
        self.matter = matter


class ReminderToNobody(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Nobody is late with this; there is nobody to remind.")


class RemindedToday(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The units were reminded of this today; remind them another day.")
