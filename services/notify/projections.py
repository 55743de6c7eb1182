"""The inbox: each message with its audience and its readers, folded from delivered and read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from shared.contracts import Envelope
from shared.contracts import notify as facts


@dataclass(frozen=True)
class Message:
    """A message in an inbox. `place` orders messages as they were delivered."""

    id: UUID
    place: int
    audience: str
    kind: str
    about: str
    values: dict[str, str]
    delivered_on: date
    delivered_at: datetime
    readers: tuple[str, ...] = ()


def evolve(message: Message | None, envelope: Envelope) -> Message | None:
    """The message a fact is about, after it."""
    match message, envelope.data:
        case None, facts.NotificationDelivered() as fact:
            return Message(
                id=fact.notification_id,
                place=envelope.position,
                audience=fact.audience,
                kind=fact.kind,
                about=fact.about,
                values=fact.values,
                delivered_on=fact.delivered_on,
                delivered_at=envelope.time,
            )
        case Message(), facts.NotificationRead() as fact:
            return replace(message, readers=(*message.readers, fact.account))
        case _:
            return message
