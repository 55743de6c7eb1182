"""Where contents are kept: a folder, or an object store of JetStream. Both by their digest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import structlog
from nats.errors import Error as NatsError
from nats.js.api import ObjectMeta
from nats.js.errors import DigestMismatchError, ObjectNotFoundError

from shared.files.store import FileMissing, FileStore, digest_of
from shared.messaging.log import EVIDENCE

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.object_store import ObjectStore

log = structlog.get_logger()

RETRY_SECONDS = 0.5
# The client waits without limit for the parts of a content.
READ_SECONDS = 30.0
AWAY = (NatsError, OSError, TimeoutError)


class FilesAway(Exception):
    """The object store of files does not answer, or is being filled; try again shortly."""


class Contents(Protocol):
    """Keeps contents, each under its digest."""

    async def keep(self, content: bytes) -> str:
        """Keep a content and return its digest. Raises `FilesAway`."""

    async def read(self, digest: str) -> bytes:
        """The content as it was kept. Raises `FileMissing`, `FilesAway`."""

    async def part(self, digest: str, offset: int, size: int) -> bytes:
        """Some bytes of a content. Raises `FileMissing`, `FilesAway`."""


class InFolder:
    """Keeps contents in a folder."""

    def __init__(self, folder: FileStore) -> None:
        self._folder = folder

    async def keep(self, content: bytes) -> str:
        return await asyncio.to_thread(self._folder.keep, content)

    async def read(self, digest: str) -> bytes:
        return await asyncio.to_thread(self._folder.read, digest)

    async def part(self, digest: str, offset: int, size: int) -> bytes:
        return await asyncio.to_thread(self._folder.part, digest, offset, size)


class InBucket:
    """Keeps contents in the object store of evidence, which is shared by all replicas.

    What a folder holds, from before or from a backup that was restored, is put into it at the
    start; the folder stays as it is.
    """

    def __init__(self, folder: FileStore) -> None:
        self._folder = folder
        self._client: Client | None = None
        self._last: tuple[str, bytes] = ("", b"")

    async def run(self, client: Client) -> None:
        """Fill the object store from the folder; from then on contents are there."""
        while True:
            try:
                await self._fill(client)
            except AWAY as error:
                log.warning("evidence_bucket_away", reason=f"{type(error).__name__}: {error}")
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._client = client
                return

    async def keep(self, content: bytes) -> str:
        try:
            return await _put(await self._bucket(), content)
        except AWAY as error:
            raise FilesAway(f"{type(error).__name__}: {error}") from error

    async def read(self, digest: str) -> bytes:
        try:
            async with asyncio.timeout(READ_SECONDS):
                found = await (await self._bucket()).get(digest)
        except (ObjectNotFoundError, DigestMismatchError):
            raise FileMissing(digest) from None
        except AWAY as error:
            raise FilesAway(f"{type(error).__name__}: {error}") from error
        content = found.data or b""
        if digest_of(content) != digest:
            raise FileMissing(digest)
        return content

    async def part(self, digest: str, offset: int, size: int) -> bytes:
        # A backup asks for one part after the other: a content is read once for all of them.
        if self._last[0] != digest:
            self._last = (digest, await self.read(digest))
        return self._last[1][offset : offset + size]

    async def _bucket(self) -> ObjectStore:
        if self._client is None:
            raise FilesAway("the object store of files is being filled")
        return await self._client.jetstream().object_store(EVIDENCE)

    async def _fill(self, client: Client) -> None:
        bucket = await client.jetstream().object_store(EVIDENCE)
        for digest in await asyncio.to_thread(self._folder.digests):
            await _put(bucket, await asyncio.to_thread(self._folder.read, digest))


async def _put(bucket: ObjectStore, content: bytes) -> str:
    """Put a content there; one that is there already is left alone."""
    digest = digest_of(content)
    try:
        await bucket.get_info(digest)
    except ObjectNotFoundError:
        await bucket.put(digest, content, meta=ObjectMeta(name=digest))
    return digest
