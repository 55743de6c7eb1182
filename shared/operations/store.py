"""`store.events`: what the stream has to hold, read from the store, page by page."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec

from shared.contracts import Envelope, fact_type, subject_of
from shared.messaging.control import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore import RecordedEvent
    from shared.messaging.translation import Translation

LARGEST_PAGE = 500

Limit = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE)]


class EventsAfter(msgspec.Struct, frozen=True):
    """Which events: up to `limit` of those after a position."""

    after: int
    limit: Limit = LARGEST_PAGE


class StoredFact(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it has to stand in the stream; `body` is the SHA-256 of the fact.

    `untranslatable` says why an event has no fact: then only its place is known.
    """

    position: int
    entity: str
    type: str = ""
    time: datetime | None = None
    address: str = ""
    body: str = ""
    untranslatable: str | None = None


class EventsPage(msgspec.Struct, frozen=True):
    """Events in order, of the store `epoch` whose highest position is `head`."""

    epoch: str
    head: int
    facts: list[StoredFact]


def store_verbs(translation: Translation) -> Sequence[Verb]:
    """What may be asked of an event store."""
    recorder = translation.application.event_recorder

    async def events(wanted: EventsAfter) -> EventsPage:
        def page() -> EventsPage:
            # The head first: a page may then hold more than it says, never less.
            head = recorder.head()
            found = recorder.select_after(wanted.after, wanted.limit)
            facts = [_stored_fact(translation, event) for event in found]
            return EventsPage(recorder.epoch, head, facts)

        return await recorder.database.run(page)

    return (Verb("store.events", EventsAfter, events),)


def _stored_fact(translation: Translation, event: RecordedEvent) -> StoredFact:
    entity = str(event.originator_id)
    try:
        (envelope,) = translation.envelopes([event], event.position - 1)
    except Exception as error:  # noqa: BLE001 (one event that cannot be read hides no other)
        reason = f"{type(error).__name__}: {error}"
        return StoredFact(position=event.position, entity=entity, untranslatable=reason)
    return stored_fact(envelope)


def stored_fact(envelope: Envelope) -> StoredFact:
    """What is compared of a fact."""
    return StoredFact(
        position=envelope.position,
        entity=envelope.subject,
        type=fact_type(type(envelope.data)),
        time=envelope.time,
        address=subject_of(envelope),
        body=hashlib.sha256(envelope.body()).hexdigest(),
    )
