"""From stored events to the envelopes they leave in.

The relay publishes them; who compares a stream with its store expects to find them there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from shared.contracts import Envelope, Fact
from shared.messaging.frames import Batch

if TYPE_CHECKING:
    from datetime import datetime

    from shared.eventstore import EventSourcedApplication, RecordedEvent


@dataclass(frozen=True)
class Translation:
    """Translates the events of one service's store; `to_fact` is the service's own."""

    service: str
    application: EventSourcedApplication
    to_fact: Callable[[Any], Fact]

    def envelopes(self, events: Sequence[RecordedEvent], previous: int) -> list[Envelope]:
        """Envelopes of consecutive events; `previous` is the position before the first."""
        told, epoch = self.application.mapper.attributed, self.application.event_recorder.epoch
        envelopes = []
        for stored in events:
            event: Any
            event, by = told(stored)
            envelopes.append(
                Envelope(
                    source=self.service,
                    position=stored.position,
                    previous=previous,
                    epoch=epoch,
                    time=event.timestamp,
                    # Many times faster than the id's own way.
                    subject=msgspec.to_builtins(stored.originator_id),
                    data=self.to_fact(event),
                    actor=by.actor,
                    correlation=by.correlation,
                    causation=by.causation,
                    traceparent=by.traceparent,
                )
            )
            previous = stored.position
        return envelopes

    def batch(self, position: int, most: int, longest: int) -> Batch | None:
        """What is stored behind a position, ready to leave; none where nothing is.

        Raises `MaxPayloadError` for a fact of more than `longest` bytes.
        """
        events = self.application.event_recorder.select_after(position, most)
        return Batch.of(self.envelopes(events, position), longest) if events else None

    def time_of(self, stored: RecordedEvent) -> datetime:
        event: Any = self.application.mapper.to_domain_event(stored)
        time: datetime = event.timestamp
        return time
