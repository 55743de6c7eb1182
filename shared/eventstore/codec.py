"""How a domain event is written: readable JSON, typed by the event class's own annotations.

An event class that changed says `class_version = 2` and how a state of version 1 becomes one
of version 2: `upcast_v1_v2(state)`, a static method that changes the state in place. What is
stored is never rewritten.
"""

from __future__ import annotations

import inspect
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, cast

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

from shared.decoders import decoder

if TYPE_CHECKING:
    from uuid import UUID

    from eventsourcing.domain import DomainEventProtocol

    from shared.eventstore.pages import RecordedEvent

ATTRIBUTION = "by"
VERSION = "class_version"


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
    """A stored event does not fit its class: the class changed without an upcast.

    Or the event is of a later version than this code knows: install the newer release.
    """


class _Attributed(msgspec.Struct):
    by: Attribution = SYSTEM


class _Versioned(msgspec.Struct):
    class_version: int = 1


_attributed = msgspec.json.Decoder(_Attributed)
_versioned = msgspec.json.Decoder(_Versioned)
_encoder = msgspec.json.Encoder()

StateDecoder = msgspec.json.Decoder[dict[str, Any]]


class EventCodec(Mapper["UUID"]):
    """Maps events to JSON and back. Raises `StateUnreadable` for a state its class cannot take.

    Every field is decoded to its annotated type; a missing field is an error, not a surprise
    in a later command. Events of the version that is written today are read in one pass; only
    older ones cost more.
    """

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        state = dict(vars(domain_event))
        originator_id = state.pop("originator_id")
        version = state.pop("originator_version")
        state[ATTRIBUTION] = attributed_to.get()
        kind = type(domain_event)
        written = class_version(kind)
        if written > 1:
            state[VERSION] = written
        return StoredEvent(originator_id, version, get_topic(kind), _encoder.encode(state))

    def to_domain_event(
        self, stored_event: StoredEvent | RecordedEvent
    ) -> DomainEventProtocol[UUID]:
        at = (stored_event.originator_version, cast("UUID", stored_event.originator_id))
        return self.event_of(*self.read(stored_event.topic, stored_event.state, *at), *at)

    def read(
        self, topic: str, state: bytes, version: int, originator_id: UUID
    ) -> tuple[type, dict[str, Any]]:
        """The class of a stored event, and its fields as today's code has them."""
        kind = resolve_topic(topic)
        try:
            return kind, _state(kind, decoder_of(kind), state)
        except (msgspec.MsgspecError, StateUnreadable) as error:
            raise _unreadable(topic, version, originator_id, error) from error

    def attributed(
        self, stored_event: RecordedEvent
    ) -> tuple[DomainEventProtocol[UUID], Attribution]:
        """An event and who caused it, in one pass."""
        _, originator_id, version, topic, stored = stored_event
        kind = resolve_topic(topic)
        try:
            state = _state(kind, _attributed_decoder_of(kind), stored)
        except (msgspec.MsgspecError, StateUnreadable) as error:
            raise _unreadable(topic, version, originator_id, error) from error
        by = state.pop(ATTRIBUTION, SYSTEM)
        return self.event_of(kind, state, version, originator_id), by

    @staticmethod
    def event_of(
        kind: type, state: dict[str, Any], version: int, originator_id: UUID
    ) -> DomainEventProtocol[UUID]:
        """The event that these fields are of; `state` gets its place as well."""
        event: DomainEventProtocol[UUID] = object.__new__(kind)
        state["originator_id"], state["originator_version"] = originator_id, version
        event.__dict__.update(state)
        return event

    @staticmethod
    def attribution_of(stored_event: StoredEvent | RecordedEvent) -> Attribution:
        return _attributed.decode(stored_event.state).by


def class_version(kind: type) -> int:
    """Which version of an event its class writes today."""
    version: int = getattr(kind, VERSION, 1)
    return version


def _unreadable(
    topic: str, version: int, originator_id: UUID, error: Exception
) -> StateUnreadable:
    return StateUnreadable(f"event {topic} version {version} of {originator_id}: {error}")


def _state(kind: type, decoder: StateDecoder, stored: bytes) -> dict[str, Any]:
    try:
        state = decoder.decode(stored)
    except msgspec.ValidationError:
        version, wanted = _versioned.decode(stored).class_version, class_version(kind)
        if version > wanted:
            raise StateUnreadable(
                f"it is of class version {version}, this code knows {wanted}: a later release "
                "wrote it, install that"
            ) from None
        if version == wanted:
            raise
        state = decoder.decode(_upcast(kind, msgspec.json.decode(stored), version))
    state.pop(VERSION, None)
    return state


def _upcast(kind: type, state: dict[str, Any], version: int) -> bytes:
    """An old state as today's code would have written it."""
    for older in range(version, class_version(kind)):
        try:
            getattr(kind, f"upcast_v{older}_v{older + 1}")(state)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise StateUnreadable(
                f"it cannot be upcast from class version {older}: {error!r}"
            ) from error
    state[VERSION] = class_version(kind)
    return msgspec.json.encode(state)


@cache
def decoder_of(kind: type) -> StateDecoder:
    """Decodes a state of an event's class to its typed fields."""
    return decoder(_shape(kind, {}))


@cache
def _attributed_decoder_of(kind: type) -> StateDecoder:
    """The same, with who caused it."""
    return decoder(_shape(kind, {ATTRIBUTION: NotRequired[Attribution]}))


def _shape(kind: type, more: dict[str, Any]) -> Any:  # noqa: ANN401 (a type that is made at run time)
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
    # A state of another version must not pass for one of this: the first had no number yet.
    written = Literal[class_version(kind)]  # type: ignore[valid-type]  # made at run time
    fields[VERSION] = written if class_version(kind) > 1 else NotRequired[written]
    # A typed dictionary is the one shape msgspec fills without building an object of its own.
    return TypedDict(kind.__qualname__.replace(".", "_"), fields | more)  # type: ignore[operator]  # made at run time
