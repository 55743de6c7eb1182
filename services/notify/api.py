"""HTTP in, use case out: the inbox of an account, read, marked as read, and live."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from services.notify import views
from services.notify.application import Notifications
from services.notify.domain import NotificationError, NotificationForSomebodyElse
from services.notify.projections import Message
from shared.access import Account, allow
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, following, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_INBOX = allow("read_inbox")
MARK_AS_READ = allow("mark_as_read")

# A rule that refuses answers 409; what differs is listed here.
STATUSES: dict[type[Exception], int] = {
    NotificationError: 409,
    NotificationForSomebodyElse: 403,
}

HEARTBEAT_SECONDS = 15.0


class MessageAnswer(BaseModel):
    """A message as its reader sees it; `kind` is a key of the text catalogue."""

    id: UUID
    place: int
    kind: str
    about: str
    values: dict[str, str]
    delivered_at: datetime
    read: bool


class ReadForm(BaseModel):
    """The day the message was read."""

    read_on: date


def router(application: Notifications, inbox: Copies) -> APIRouter:
    routes = api_router("/inbox", tag="inbox")

    @routes.get("")
    async def read_inbox(
        read: Annotated[Read, Depends(reading(READ_INBOX))],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[MessageAnswer]:
        audiences = read.account.audiences()
        question = views.inbox(audiences, decode_cursor(cursor), limit + 1)
        found = page_of(await read.ask(inbox, question), limit, lambda m: [-m.place, str(m.id)])
        items = [_answer(message, read.account) for message in found.items]
        return Page(items=items, next=found.next)

    @routes.post("/{notification_id}/read", status_code=204)
    async def mark_as_read(
        notification_id: UUID,
        form: ReadForm,
        write: Annotated[Write, Depends(writing(MARK_AS_READ))],
    ) -> Response:
        account = write.account
        return await write(
            lambda: application.read(
                notification_id, account.login, account.audiences(), form.read_on
            )
        )

    @routes.get("/stream", response_class=StreamingResponse)
    async def follow_inbox(
        read: Annotated[Read, Depends(following(READ_INBOX))], since: int = 0
    ) -> StreamingResponse:
        """Server-sent events: each new message as JSON, from the place after `since`."""
        return StreamingResponse(
            _events(read.account, inbox, since), media_type="text/event-stream"
        )

    return routes


async def _events(account: Account, inbox: Copies, since: int) -> AsyncIterator[str]:
    place = since
    yield ": connected\n\n"
    while True:
        for message in await inbox.ask(views.newer_than(account.audiences(), place)):
            place = message.place
            body = _answer(message, account).model_dump_json()
            yield f"id: {place}\nevent: message\ndata: {body}\n\n"
        head = inbox.positions.position("notify")
        if not await inbox.wait_for({"notify": head + 1}, HEARTBEAT_SECONDS):
            yield ": still here\n\n"


def _answer(message: Message, account: Account) -> MessageAnswer:
    return MessageAnswer(
        id=message.id,
        place=message.place,
        kind=message.kind,
        about=message.about,
        values=message.values,
        delivered_at=message.delivered_at,
        read=account.login in message.readers,
    )
