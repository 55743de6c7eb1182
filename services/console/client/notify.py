"""What `notify` answers: the inbox of an account, and its messages as they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.console.client.answers import Page, Written
from services.console.client.transport import Transport


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message: its place in the inbox, its kind, and the fact that it is about."""

    id: UUID
    place: int = 0
    kind: str
    about: str
    delivered_at: datetime
    values: dict[str, str] = {}
    read: bool = False


class NotifyClient:
    """The API of `notify`."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def inbox(self, limit: int, cursor: str | None = None) -> Page[Message]:
        return await self.transport.read("/inbox", Page[Message], limit=limit, cursor=cursor)

    async def stream(self, since: int) -> AsyncIterator[Message]:
        """Messages after a place, as they arrive; ends when the service closes the stream."""
        async for data in self.transport.events(f"/inbox/stream?since={since}"):
            yield msgspec.json.decode(data, type=Message)

    async def mark_read(self, message_id: UUID, read_on: date, key: str) -> Written:
        return await self.transport.write(
            "POST", f"/inbox/{message_id}/read", {"read_on": read_on}, key=key
        )
