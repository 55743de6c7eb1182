"""The event store: the event-sourcing library's `Application`, taught our values and our table.

One service owns one store. Its event table is its outbox: positions are dense (1, 2, 3 …) and
in commit order, and every event leaves as exactly one fact.
"""

from shared.eventstore.answers import Answer
from shared.eventstore.application import EventSourcedApplication
from shared.eventstore.codec import Attribution, EventCodec, StateUnreadable
from shared.eventstore.commands import (
    Command,
    Commands,
    TooManyCommands,
)
from shared.eventstore.keys import IdempotencyKeyReused
from shared.eventstore.pages import RecordedEvent
from shared.eventstore.recorder import EventRecorder
from shared.eventstore.refusals import (
    AggregateAlreadyExists,
    AggregateNotFound,
    VersionConflict,
)

__all__ = [
    "AggregateAlreadyExists",
    "AggregateNotFound",
    "Answer",
    "Attribution",
    "Command",
    "Commands",
    "EventCodec",
    "EventRecorder",
    "EventSourcedApplication",
    "IdempotencyKeyReused",
    "RecordedEvent",
    "StateUnreadable",
    "TooManyCommands",
    "VersionConflict",
]
