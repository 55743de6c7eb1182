"""A connection of our own for reading much: what comes is cut into messages where it stands.

The client makes an object, headers and a turn of the event loop of each message. This speaks as
much of the protocol as direct reads need. Whatever else it meets, TLS or another way to let
somebody in, it does not understand, and the client reads on.

Source: the NATS client protocol; NATS ADR-31 (direct get in batches).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.messaging.layout import Lines

if TYPE_CHECKING:
    from nats.aio.client import Client

LINE_END = b"\r\n"
# Where the headers of a message have a line's end, those of a bare answer have its status.
STATUS = slice(9, 12)
STATUS_BEGINS = 8
PORT = 4222
OPEN_SECONDS = 3.0
ANSWER_SECONDS = 5.0


class WireBroken(Exception):
    """The connection ended, or what came is beyond this reader; the client can go on."""


@dataclass
class Asked:
    """A request on its way: what came of it, and the status by which it ends."""

    found: list[Lines] = field(default_factory=list)
    ended: asyncio.Future[str] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Wire(asyncio.Protocol):
    """Requests that are answered by many messages; several may be on their way at once."""

    def __init__(self, inbox: str, password: tuple[str | None, str | None]) -> None:
        self._inbox, self._password = inbox.encode(), password
        self._asked: dict[bytes, Asked] = {}
        self._rest = b""
        self._number = 0
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._broken: WireBroken | None = None
        self._transport: asyncio.WriteTransport | None = None

    async def open(self, host: str, port: int) -> None:
        """Connect and be let in. Raises `WireBroken`, `OSError`."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, host, port)
        await self._ready

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    async def ask(self, subject: str, request: dict[str, object]) -> tuple[str, list[Lines]]:
        """The status that ends the answer, and the messages before it, in their order.

        Raises `WireBroken` when the answer does not come, or not all of it.
        """
        if self._broken is not None:
            raise self._broken
        self._number += 1
        token = b"%d" % self._number
        asked = self._asked[token] = Asked()
        body = json.dumps(request).encode()
        reply = self._inbox + b"." + token
        begin = b"PUB %b %b %d\r\n" % (subject.encode(), reply, len(body))
        self._write(begin + body + LINE_END)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asked.ended, asked.found
        except TimeoutError as error:
            raise WireBroken("no answer came") from error
        finally:
            del self._asked[token]

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 (of a TCP connection)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._break(f"the connection is lost: {error}")

    def data_received(self, data: bytes) -> None:
        come, at = self._rest + data, 0
        length = len(come)
        try:
            while (end := come.find(LINE_END, at)) >= 0:
                begin = end + 2
                if not come.startswith(b"HMSG ", at):
                    self._obey(come[at:end])
                    at = begin
                    continue
                words = come[at:end].split(b" ")
                head, stop = begin + int(words[-2]), begin + int(words[-1])
                if length < stop + 2:
                    break
                self._take(words[1], come[begin:head], come[head:stop])
                at = stop + 2
        except (WireBroken, ValueError, IndexError) as error:
            self._break(f"not understood: {error}")
        self._rest = come[at:]

    def _take(self, subject: bytes, head: bytes, body: bytes) -> None:
        asked = self._asked.get(subject[len(self._inbox) + 1 :])
        if asked is None:
            return
        if head.startswith(LINE_END, STATUS_BEGINS):
            asked.found.append(Lines(head[STATUS_BEGINS + len(LINE_END) :], body))
        elif not asked.ended.done():
            asked.ended.set_result(head[STATUS].decode())

    def _obey(self, line: bytes) -> None:
        word = line.partition(b" ")[0].upper()
        if word == b"INFO":
            if not self._ready.done():
                self._greet(json.loads(line[len(word) :]))
        elif word == b"PING":
            self._write(b"PONG\r\n")
        elif word == b"PONG":
            if not self._ready.done():
                self._ready.set_result(None)
        elif word != b"+OK":
            raise WireBroken(line.decode(errors="replace"))

    def _greet(self, info: dict[str, Any]) -> None:
        user, password = self._password
        if info.get("tls_required") or (info.get("auth_required") and password is None):
            raise WireBroken("the server asks for more than a name and a password")
        known = {"user": user, "pass": password} if password is not None else {}
        options = {"verbose": False, "headers": True, "no_responders": True, "protocol": 1}
        greeting = json.dumps(options | known).encode()
        self._write(b"CONNECT %b\r\nSUB %b.* 1\r\nPING\r\n" % (greeting, self._inbox))

    def _break(self, reason: str) -> None:
        if self._broken is not None:
            return
        self._broken = WireBroken(reason)
        waiting: list[asyncio.Future[Any]] = [each.ended for each in self._asked.values()]
        for each in (self._ready, *waiting):
            if not each.done():
                each.set_exception(self._broken)
        self.close()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


@contextlib.asynccontextmanager
async def wire_beside(client: Client) -> AsyncIterator[Wire]:
    """A wire to the server that the client is connected to, with the client's password.

    Raises `WireBroken` where that is not possible.
    """
    address = client.connected_url
    if address is None or address.scheme != "nats" or client.options.get("tls") is not None:
        raise WireBroken("the client is away, or does not speak plainly")
    wire = Wire(client.new_inbox(), (address.username, address.password))
    try:
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await wire.open(str(address.hostname), address.port or PORT)
        except (OSError, TimeoutError) as error:
            raise WireBroken(f"{type(error).__name__}: {error}") from error
        yield wire
    finally:
        wire.close()
