"""Contents in a folder and in the object store: kept once, read whole or not at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.files import (
    Contents,
    FileMissing,
    FilesAway,
    FileStore,
    InBucket,
    InFolder,
    digest_of,
)
from shared.messaging.log import EVIDENCE, connect, provision
from tests.harness.nats_server import GuardedNatsServer, NatsServer
from tests.harness.stores import eventually

# Several parts of the object store.
LARGE = os.urandom(300_000)


@asynccontextmanager
async def in_bucket(client: Client, folder: FileStore) -> AsyncIterator[InBucket]:
    bucket = InBucket(folder)
    await bucket.run(client)
    yield bucket


@pytest.fixture(params=["folder", "bucket"])
async def contents(
    request: pytest.FixtureRequest, tmp_path: Path, log_client: Client
) -> AsyncIterator[Contents]:
    folder = FileStore(tmp_path / "evidence")
    if request.param == "folder":
        yield InFolder(folder)
        return
    async with in_bucket(log_client, folder) as bucket:
        yield bucket


async def test_a_content_comes_back_as_it_was_whole_or_in_parts(contents: Contents) -> None:
    digest = await contents.keep(LARGE)

    assert digest == await contents.keep(LARGE) == digest_of(LARGE)
    assert await contents.read(digest) == LARGE
    parts = [
        await contents.part(digest, start, 100_000) for start in range(0, 400_000, 100_000)
    ]
    assert b"".join(parts) == LARGE
    assert parts[-1] == b""


async def test_what_is_not_kept_is_missing(contents: Contents) -> None:
    for asked in (digest_of(b"another"), "../../etc/passwd"):
        with pytest.raises(FileMissing):
            await contents.read(asked)
        with pytest.raises(FileMissing):
            await contents.part(asked, 0, 10)


async def test_a_content_is_in_the_object_store_once(
    log_client: Client, tmp_path: Path
) -> None:
    async with in_bucket(log_client, FileStore(tmp_path)) as bucket:
        await bucket.keep(LARGE)
        before = (await log_client.jetstream().stream_info(f"OBJ_{EVIDENCE}")).state.messages
        await bucket.keep(LARGE)
        after = (await log_client.jetstream().stream_info(f"OBJ_{EVIDENCE}")).state.messages

    assert after == before


async def test_another_content_under_the_digest_is_missing(
    log_client: Client, tmp_path: Path
) -> None:
    async with in_bucket(log_client, FileStore(tmp_path)) as bucket:
        digest = await bucket.keep(b"content")
        store = await log_client.jetstream().object_store(EVIDENCE)
        await store.put(digest, b"forged")

        with pytest.raises(FileMissing):
            await bucket.read(digest)


async def test_what_a_folder_holds_is_put_into_the_object_store_at_the_start(
    log_client: Client, tmp_path: Path
) -> None:
    folder = FileStore(tmp_path)
    digest = folder.keep(LARGE)
    bucket = InBucket(folder)

    with pytest.raises(FilesAway):
        await bucket.read(digest)
    await bucket.run(log_client)

    assert await bucket.read(digest) == LARGE
    assert folder.read(digest) == LARGE


async def test_while_the_server_is_away_that_is_said(
    nats_server: NatsServer, log_client: Client, tmp_path: Path
) -> None:
    async with in_bucket(log_client, FileStore(tmp_path)) as bucket:
        digest = await bucket.keep(b"content")
        nats_server.stop()

        with pytest.raises(FilesAway):
            await bucket.keep(b"another")
        with pytest.raises(FilesAway):
            await bucket.read(digest)
        nats_server.start()
        await eventually(lambda: log_client.is_connected)


async def test_the_service_that_keeps_evidence_may_do_so_and_no_other(tmp_path: Path) -> None:
    server = GuardedNatsServer(tmp_path / "nats")
    server.start()
    clients: list[Client] = []

    async def client_of(user: str) -> Client:
        clients.append(await connect(server.url_of(user), user))
        return clients[-1]

    try:
        await provision((await client_of("provisioner")).jetstream())
        async with in_bucket(await client_of("covenant"), FileStore(tmp_path)) as bucket:
            digest = await bucket.keep(LARGE)
            assert await bucket.read(digest) == LARGE
        stranger = InBucket(FileStore(tmp_path))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await stranger.run(await client_of("bloc"))
        with pytest.raises(FilesAway):
            await stranger.read(digest)
    finally:
        for client in clients:
            await client.close()
        server.stop()
