"""A port in front of a PostgreSQL server that can be closed: a store that is away, and back."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import sqlalchemy as sa

from tests.harness.nats_server import free_port

CHUNK = 65536


class StoreProxy:
    """Passes bytes between a TCP port and the socket of the server that `url` names."""

    def __init__(self, url: str) -> None:
        address = sa.make_url(url)
        folder = address.query["host"]
        self._socket = Path(str(folder)) / f".s.PGSQL.{address.port or 5432}"
        self._port = free_port()
        self.url = address.set(host="127.0.0.1", port=self._port, query={}).render_as_string(
            hide_password=False
        )
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._server is None:
            return
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*self._passing)
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_store, to_store = await asyncio.open_unix_connection(self._socket)
        self._open |= {writer, to_store}
        for source, target in ((reader, to_store), (from_store, writer)):
            passing = asyncio.create_task(_pass_on(source, target))
            self._passing.add(passing)
            passing.add_done_callback(self._passing.discard)


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(CHUNK):
            target.write(data)
            await target.drain()
    target.close()
