"""*Hộp thư*: messages to the reader's roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.console.client.notify import Message
    from services.console.screens.wording import Wording


@dataclass(frozen=True)
class MessageLine:
    """A message in words; `about` is the fact it is about."""

    id: UUID
    kind: str
    text: str
    about: str
    delivered_at: datetime
    read: bool


@dataclass(frozen=True)
class InboxScreen:
    """Messages, newest first; `next` is the cursor of older ones, `place` the newest seen."""

    messages: tuple[MessageLine, ...]
    only_unread: bool
    next: str | None = None
    place: int = 0
    live: bool = True


def lines(messages: Iterable[Message], wording: Wording) -> tuple[MessageLine, ...]:
    return tuple(line(message, wording) for message in messages)


def line(message: Message, wording: Wording) -> MessageLine:
    return MessageLine(
        message.id,
        message.kind,
        wording.sentence(f"notification.{message.kind}", message.values),
        message.about,
        message.delivered_at,
        message.read,
    )
