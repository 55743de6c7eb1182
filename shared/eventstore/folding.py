"""An aggregate from its stored events.

What the library does with an event object, its `mutate` and its `apply`, is done here with the
decoded state at once, for the events whose applier is a method of the aggregate: nearly all,
and all of which an aggregate has many. The others go through the library.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from eventsourcing.domain import (
    Aggregate,
    CanMutateAggregate,
    DecoratedFuncCaller,
    OriginatorVersionError,
    decorated_funcs,
)

if TYPE_CHECKING:
    from uuid import UUID

    from shared.eventstore.codec import EventCodec

# Version, topic and state of one event.
Stored = tuple[int, str, bytes]
Applier = Callable[..., None]


class Folding:
    """Aggregates from what is stored of them, decoded by a codec."""

    def __init__(self, codec: EventCodec) -> None:
        self._codec = codec

    def step(
        self, aggregate: Aggregate | None, aggregate_id: UUID, stored: Stored
    ) -> Aggregate | None:
        """The aggregate after one event more.

        Raises `StateUnreadable` for a state that its class cannot take, and the library's
        `OriginatorVersionError` for an event that is not the next.
        """
        version, topic, state = stored
        kind, read = self._codec.read(topic, state, version, aggregate_id)
        found = _applier(kind)
        if found is None or aggregate is None:
            event: Any = self._codec.event_of(kind, read, version, aggregate_id)
            mutated: Aggregate | None = event.mutate(aggregate)
            return mutated
        if version != aggregate.version + 1:
            raise OriginatorVersionError(version, aggregate.version + 1)
        apply, names = found
        apply(aggregate, **{name: read[name] for name in names if name in read})
        aggregate.version = version
        aggregate.modified_on = read["timestamp"]
        return aggregate


@cache
def _applier(kind: type) -> tuple[Applier, tuple[str, ...]] | None:
    """The method that applies events of this class, and what of their state it takes."""
    plain = (
        issubclass(kind, DecoratedFuncCaller)
        and kind.apply is DecoratedFuncCaller.apply
        and kind.mutate is CanMutateAggregate.mutate
    )
    if not plain:
        return None
    method = decorated_funcs[kind]
    names = [*inspect.signature(method).parameters][1:]
    if {"originator_id", "originator_version"}.intersection(names):
        return None
    return method, tuple(names)
