"""Evidence: the content of files by their digest, their names in a table beside the events.

A name may be that of a person, so no event, fact or log line carries it. The digest in the fact
tells for ever whether a content is the one that was attached.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa

from shared.files import Scanner, media_type_of
from shared.operations.files import DIGEST, NAMES

if TYPE_CHECKING:
    from shared.database import Database
    from shared.files import Contents
    from shared.files.scanning import Verdict

LONGEST_NAME = 200

metadata = sa.MetaData()

names = sa.Table(
    NAMES,
    metadata,
    sa.Column("scorecard_id", sa.Uuid(), primary_key=True),
    sa.Column(DIGEST, sa.Text(), primary_key=True),
    sa.Column("name", sa.Text(), nullable=False),
)


@dataclass(frozen=True)
class Kept:
    """A file that was looked at and kept."""

    digest: str
    media_type: str
    size: int
    scan: Verdict


class EvidenceFiles:
    """Keeps evidence, and knows what the files were called."""

    def __init__(self, database: Database, contents: Contents, scanner: Scanner) -> None:
        self._database = database
        self._contents = contents
        self._scanner = scanner

    def prepare(self) -> None:
        self._database.create(metadata)

    async def keep(self, content: bytes) -> Kept:
        """Look at a content, scan it, and keep it. Raises what refuses it."""
        media_type = await asyncio.to_thread(media_type_of, content)
        scan = await self._scanner.scan(content)
        digest = await self._contents.keep(content)
        return Kept(digest, media_type, len(content), scan)

    async def read(self, digest: str) -> bytes:
        """The content of a file. Raises `FileMissing`, `FilesAway`."""
        return await self._contents.read(digest)

    def name(
        self, connection: sa.Connection, scorecard_id: UUID, digest: str, name: str
    ) -> None:
        """Remember what a file was called, in the transaction that attaches it."""
        row = {"scorecard_id": scorecard_id, "digest": digest, "name": name[:LONGEST_NAME]}
        self._database.upsert(names, [row], connection)

    async def names_of(self, scorecard_id: UUID) -> dict[str, str]:
        """The names of a scorecard's files by their digest."""
        query = sa.select(names.c.digest, names.c.name).where(
            names.c.scorecard_id == scorecard_id
        )

        def ask() -> dict[str, str]:
            with self._database.read() as connection:
                return {row.digest: row.name for row in connection.execute(query)}

        return await self._database.run(ask)
