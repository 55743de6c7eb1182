"""The last day of a layer in a bloc's year, by the calendar of the people who score."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.domain.sheet import Layer
from services.covenant.domain.sheets import Sheets

DEADLINES: Final = UUID("52c3b6be-5f0a-5a71-9d4e-0c8f4f6f7a11")
# A sheet that was returned is due when the layer is that gave it back.
RETURNED_BY: Final[dict[Layer, Layer]] = {"self": "consolidated", "consolidated": "appraised"}


class Deadline(Aggregate):
    """Set by the officer, and moved with a reason. Without one a layer does not lock."""

    TOPIC = "scoring_deadline"

    class Created(Aggregate.Created):
        TOPIC = "scoring_deadline.set"
        bloc_id: UUID
        year: int
        layer: Layer
        last_day: date
        set_on: date

    class Moved(Aggregate.Event):
        TOPIC = "scoring_deadline.moved"
        bloc_id: UUID
        year: int
        layer: Layer
        last_day: date
        previous: date
        reason: str
        moved_on: date

    @staticmethod
    def id_of(bloc_id: UUID, year: int, layer: Layer) -> UUID:
        """The one id the deadline of a layer can have."""
        return uuid5(DEADLINES, f"{bloc_id}/{year}/{layer}")

    # Commands decide. They may refuse.

    @classmethod
    def set(
        cls, *, bloc_id: UUID, year: int, layer: Layer, last_day: date, set_on: date
    ) -> Deadline:
        return cls._create(
            cls.Created,
            id=cls.id_of(bloc_id, year, layer),
            bloc_id=bloc_id,
            year=year,
            layer=layer,
            last_day=last_day,
            set_on=set_on,
        )

    def move(self, last_day: date, reason: str, moved_on: date) -> None:
        """Choose another last day. Everybody worked towards the old one: say why."""
        if last_day == self.last_day:
            raise DeadlineUnchanged(self.layer, last_day)
        if not reason.strip():
            raise DeadlineMovedWithoutReason(self.layer)
        self._moved(
            bloc_id=self.bloc_id,
            year=self.year,
            layer=self.layer,
            last_day=last_day,
            previous=self.last_day,
            reason=reason.strip(),
            moved_on=moved_on,
        )

    def check(self, today: date) -> None:
        """Refuse what comes after the last day; the last day itself is in time."""
        if today > self.last_day:
            raise ScoringClosed(self.layer, self.last_day)

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(self, *, bloc_id: UUID, year: int, layer: Layer, last_day: date) -> None:
        self.bloc_id = bloc_id
        self.year = year
        self.layer = layer
        self.last_day = last_day

    @event(Moved)
    def _moved(
        self,
        *,
        bloc_id: UUID,
        year: int,
        layer: Layer,
        last_day: date,
        previous: date,
        reason: str,
        moved_on: date,
    ) -> None:
        del bloc_id, year, layer, previous, reason, moved_on  # For readers of the event.
        self.last_day = last_day


def due_layer(layer: Layer, sheets: Sheets) -> Layer:
    """Whose deadline counts for a layer: a returned sheet may be corrected until the next."""
    later = RETURNED_BY.get(layer)
    if later is not None and sheets.of(layer).returned:
        return later
    return layer


class ScoringClosed(CovenantServiceError):
    def __init__(self, layer: str, last_day: date) -> None:
        super().__init__(
            f"Layer {layer} was scored until {last_day.isoformat()}; the emulation officer "
            "may extend it, with a reason.",
            layer=layer,
            last_day=last_day.isoformat(),
        )


class DeadlineMovedWithoutReason(CovenantServiceError):
    def __init__(self, layer: str) -> None:
        super().__init__(
            f"Say why the last day of layer {layer} changes: others worked towards it.",
            layer=layer,
        )


class DeadlineUnchanged(CovenantServiceError):
    def __init__(self, layer: str, last_day: date) -> None:
        super().__init__(
            f"The last day of layer {layer} is {last_day.isoformat()} already.",
            layer=layer,
            last_day=last_day.isoformat(),
        )
