"""What the relay would publish of the golden logs."""

from __future__ import annotations

from typing import Any

from shared.contracts import SOURCES, Envelope
from shared.eventstore import EventCodec
from tests.golden.logs import Row, rows_of
from tests.golden.stories import TO_FACT


def envelopes_of(service: str) -> list[Envelope]:
    """What the relay would publish of a golden log."""
    codec = EventCodec()
    return [_envelope(service, row, codec) for row in rows_of(service)]


def _envelope(service: str, row: Row, codec: EventCodec) -> Envelope:
    event: Any = codec.to_domain_event(row.stored())
    by = EventCodec.attribution_of(row.stored())
    return Envelope(
        source=service,
        position=row.position,
        previous=row.position - 1,
        epoch=f"{service}-golden",
        time=event.timestamp,
        subject=str(row.originator_id),
        data=TO_FACT[service](event),
        actor=by.actor,
        correlation=by.correlation,
        causation=by.causation,
        traceparent=by.traceparent,
    )


def everything() -> list[Envelope]:
    return [envelope for service in SOURCES for envelope in envelopes_of(service)]
