"""A wire to the NATS server that can be slow, and cut: one for each service."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

CHUNK = 65536


@dataclass
class Wire:
    """Passes bytes between its own port and the server's. `delay` holds up each piece."""

    server_port: int
    delay: float = 0.0
    port: int = field(default=0, init=False)
    _listener: asyncio.Server | None = field(default=None, init=False)
    _ends: set[asyncio.StreamWriter] = field(default_factory=set, init=False)
    _passing: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def mend(self) -> None:
        """Take connections, at the port it had before."""
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break every connection in the middle of whatever it carries; refuse new ones."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for end in self._ends:
            end.transport.abort()
        while pending := [task for task in self._passing if not task.done()]:
            for task in pending:
                task.cancel()
            await asyncio.wait(pending)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            writer.transport.abort()
            return
        far_reader, far_writer = far
        for source, target in ((reader, far_writer), (far_reader, writer)):
            self._ends.add(target)
            task = asyncio.create_task(self._pass_on(source, target))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter
    ) -> None:
        try:
            with contextlib.suppress(OSError):
                while data := await source.read(CHUNK):
                    if self.delay:
                        await asyncio.sleep(self.delay)
                    target.write(data)
                    await target.drain()
        finally:
            # One end that is gone takes the other with it, as on a real connection.
            target.transport.abort()
            self._ends.discard(target)
