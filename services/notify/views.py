"""Where the inbox is kept, and the questions it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from services.notify.projections import Message, evolve
from shared.contracts import Envelope
from shared.readmodel import Batch, Documents

MESSAGES: Documents[Message] = Documents(
    "inbox_messages",
    Message,
    columns=[
        sa.Column("audience", sa.Text(), index=True),
        sa.Column("newest_first", sa.BigInteger(), index=True),
    ],
    indexed=lambda message: {"audience": message.audience, "newest_first": -message.place},
)


class Inbox:
    """The projection `notify-inbox`: one document for each message."""

    name = "notify-inbox"
    version = 1
    sources = ("notify",)
    documents: Sequence[Documents[Any]] = (MESSAGES,)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        batch.fetch(MESSAGES, {fact.subject for fact in facts_in_order})
        for envelope in facts_in_order:
            message = evolve(batch.get(MESSAGES, envelope.subject), envelope)
            if message is not None:
                batch.put(MESSAGES, envelope.subject, message)


def inbox(
    audiences: Sequence[str], after: list[Any] | None, limit: int
) -> Callable[[sa.Connection], list[Message]]:
    """Messages to any of these audiences, newest first."""
    return lambda connection: MESSAGES.find(
        connection,
        MESSAGES.table.c.audience.in_(audiences),
        order_by=[MESSAGES.table.c.newest_first],
        after=after,
        limit=limit,
    )


def newer_than(
    audiences: Sequence[str], place: int
) -> Callable[[sa.Connection], list[Message]]:
    """Messages delivered after `place`, oldest first."""
    return lambda connection: list(
        reversed(
            MESSAGES.find(
                connection,
                MESSAGES.table.c.audience.in_(audiences),
                MESSAGES.table.c.newest_first < -place,
                order_by=[MESSAGES.table.c.newest_first],
            )
        )
    )
