"""Where the inbox is kept, and the questions it answers.

A fact is told to each audience apart, and an account may belong to several of them: of the
copies of one message it sees the first, which is read once any of them is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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
        sa.Column("told", sa.Text()),
        sa.Index("inbox_messages_told", "told", "audience"),
    ],
    indexed=lambda message: {
        "audience": message.audience,
        "newest_first": -message.place,
        "told": _told(message),
    },
)


def _told(message: Message) -> str:
    """What the copies of a message share: the fact it is about, and its text."""
    return f"{message.about}/{message.kind}"


class Inbox:
    """The projection `notify-inbox`: one document for each message."""

    name = "notify-inbox"
    version = 2
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
    """Messages to any of these audiences, newest first, each once."""

    def ask(connection: sa.Connection) -> list[Message]:
        found = MESSAGES.find(
            connection,
            *_first_of_its_copies(audiences),
            order_by=[MESSAGES.table.c.newest_first],
            after=after,
            limit=limit,
        )
        return _read_in_any_copy(connection, found, audiences)

    return ask


def newer_than(
    audiences: Sequence[str], place: int
) -> Callable[[sa.Connection], list[Message]]:
    """Messages delivered after `place`, oldest first, each once."""
    return lambda connection: list(
        reversed(
            MESSAGES.find(
                connection,
                *_first_of_its_copies(audiences),
                MESSAGES.table.c.newest_first < -place,
                order_by=[MESSAGES.table.c.newest_first],
            )
        )
    )


def _first_of_its_copies(audiences: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
    """To one of these audiences, and no earlier copy of it to another of them."""
    shown, earlier = MESSAGES.table, MESSAGES.table.alias("earlier")
    copied = sa.select(sa.literal(1)).where(
        earlier.c.told == shown.c.told,
        earlier.c.audience.in_(audiences),
        earlier.c.newest_first > shown.c.newest_first,
    )
    return shown.c.audience.in_(audiences), ~sa.exists(copied.correlate(shown))


def _read_in_any_copy(
    connection: sa.Connection, shown: Sequence[Message], audiences: Sequence[str]
) -> list[Message]:
    """The messages, each with the readers of all its copies to these audiences."""
    copies = MESSAGES.find(
        connection,
        MESSAGES.table.c.told.in_([_told(message) for message in shown]),
        MESSAGES.table.c.audience.in_(audiences),
    )
    readers: dict[str, tuple[str, ...]] = {}
    for copy in copies:
        readers[_told(copy)] = (*readers.get(_told(copy), ()), *copy.readers)
    return [replace(message, readers=readers[_told(message)]) for message in shown]
