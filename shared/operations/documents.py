"""`projection.documents`: what a projection holds, now or as it stood, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from shared.messaging.control import PAGE_BYTES, Verb
from shared.messaging.moments import sequence_at
from shared.operations.projections import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.messaging.history import History
    from shared.readmodel import Copies

LARGEST_PAGE = 500


class Place(msgspec.Struct, frozen=True):
    """Where a page ended: a table, and a key in it."""

    table: str
    key: str


class DocumentsWanted(msgspec.Struct, frozen=True):
    """Documents of a projection behind `after`, or the one of `key` in each of its tables.

    `at` is a moment as reads over HTTP take it: a sequence, a fact's id, a time.
    """

    projection: str
    key: str | None = None
    at: str | None = None
    after: Place | None = None


class ShownDocument(msgspec.Struct, frozen=True):
    """One document as it is kept."""

    table: str
    key: str
    body: msgspec.Raw


class DocumentsPage(msgspec.Struct, frozen=True):
    """Documents as of a sequence, by table and key; `after` is none at the end."""

    sequence: int
    documents: list[ShownDocument]
    after: Place | None


def documents_verbs(projections: Sequence[Copies], history: History) -> Sequence[Verb]:
    """What may be asked of the documents of projections."""

    async def documents(wanted: DocumentsWanted) -> DocumentsPage:
        copies = chosen(projections, wanted.projection)
        page = _page(copies, wanted)
        if wanted.at is None:
            found = await copies.ask(page)
            sequence = copies.positions.sequence
        else:
            sequence = await sequence_at(history, wanted.at)
            found = await copies.ask_at(sequence, page)
        whole = len(found) < LARGEST_PAGE and _size(found) < PAGE_BYTES
        after = None if whole else Place(found[-1].table, found[-1].key)
        return DocumentsPage(sequence, found, after)

    return (Verb("projection.documents", DocumentsWanted, documents),)


def _page(
    copies: Copies, wanted: DocumentsWanted
) -> Callable[[sa.Connection], list[ShownDocument]]:
    """A question for one page: as many documents as fit into an answer."""
    after = wanted.after

    def page(connection: sa.Connection) -> list[ShownDocument]:
        found: list[ShownDocument] = []
        size = 0
        for each in sorted(copies.projection.documents, key=lambda each: each.name):
            if after is not None and each.name < after.table:
                continue
            table = each.table
            query = sa.select(table.c.key, table.c.body).order_by(table.c.key)
            if wanted.key is not None:
                query = query.where(table.c.key == wanted.key)
            if after is not None and each.name == after.table:
                query = query.where(table.c.key > after.key)
            for row in connection.execute(query.limit(LARGEST_PAGE - len(found))):
                found.append(ShownDocument(each.name, row.key, msgspec.Raw(row.body.encode())))
                size += len(bytes(found[-1].body))
                if size >= PAGE_BYTES:
                    return found
            if len(found) == LARGEST_PAGE:
                return found
        return found

    return page


def _size(found: Sequence[ShownDocument]) -> int:
    return sum(len(bytes(each.body)) for each in found)
