"""*Hộp thư*: messages to the reader's roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.console.client.notify import Message


@dataclass(frozen=True)
class InboxScreen:
    """Messages, newest first; `next` is the cursor of older ones."""

    messages: tuple[Message, ...]
    only_unread: bool
    next: str | None = None
