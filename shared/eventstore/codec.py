"""How a domain event is written: readable JSON, typed by the event class's own annotations."""

from __future__ import annotations

import inspect
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

if TYPE_CHECKING:
    from uuid import UUID

    from eventsourcing.domain import DomainEventProtocol

ATTRIBUTION = "by"


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Who caused an event and in which conversation; stored with it, published in its envelope.

    `correlation` is shared by everything one request set off, `causation` is the id of the
    fact an event answers, `traceparent` the W3C trace context of the request.
    """

    actor: str
    correlation: str
    causation: str | None = None
    traceparent: str | None = None


SYSTEM = Attribution(actor="system", correlation="none")
attributed_to: ContextVar[Attribution] = ContextVar("attributed_to", default=SYSTEM)


class StateUnreadable(Exception):
    """A stored event does not fit its class: the class changed without an upcast."""


class _Attributed(msgspec.Struct):
    by: Attribution = SYSTEM


_attributed = msgspec.json.Decoder(_Attributed)


class EventCodec(Mapper["UUID"]):
    """Maps events to JSON and back. Raises `StateUnreadable` for a state its class cannot take.

    Every field is decoded to its annotated type; a missing field is an error, not a surprise
    in a later command.
    """

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        state = dict(vars(domain_event))
        originator_id = state.pop("originator_id")
        version = state.pop("originator_version")
        state[ATTRIBUTION] = attributed_to.get()
        return StoredEvent(
            originator_id=originator_id,
            originator_version=version,
            topic=get_topic(type(domain_event)),
            state=msgspec.json.encode(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        kind = resolve_topic(stored_event.topic)
        try:
            state = _decoder(kind).decode(stored_event.state)
        except msgspec.MsgspecError as error:
            raise StateUnreadable(
                f"event {stored_event.topic} version {stored_event.originator_version} of "
                f"{stored_event.originator_id}: {error}"
            ) from error
        state["originator_id"] = stored_event.originator_id
        state["originator_version"] = stored_event.originator_version
        event: DomainEventProtocol[UUID] = object.__new__(kind)
        event.__dict__.update(state)
        return event

    @staticmethod
    def attribution_of(stored_event: StoredEvent) -> Attribution:
        return _attributed.decode(stored_event.state).by


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[dict[str, Any]]:
    fields: dict[str, Any] = {"timestamp": datetime}
    for parent in reversed(kind.__mro__):
        if parent is object:
            continue
        if parent.__module__.startswith("eventsourcing."):
            if "originator_topic" in inspect.get_annotations(parent):
                fields["originator_topic"] = str
            continue
        fields |= {
            name: annotation
            for name, annotation in inspect.get_annotations(parent, eval_str=True).items()
            if not name.isupper()
        }
    # A typed dictionary is the one shape msgspec fills without building an object of its own.
    shape = TypedDict(kind.__qualname__.replace(".", "_"), fields)  # type: ignore[misc]  # made at run time
    return msgspec.json.Decoder(shape)
