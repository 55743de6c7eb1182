"""Facts of the stream in order, as they are exported: where they stand, envelope, body."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from shared.contracts import Envelope
from shared.messaging.history import History
from shared.messaging.log import MAX_BATCH, STREAM

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from nats.aio.client import Client

POLL_SECONDS = 0.5
# How a message was sent, not what it says: a server that receives it again would obey these.
TRANSPORT = "Nats-"


class ExportedFact(msgspec.Struct, frozen=True):
    """One fact as `log export` writes it and `log import` reads it."""

    sequence: int
    subject: str
    headers: dict[str, str]
    data: msgspec.Raw

    @property
    def source(self) -> str:
        return self.subject.split(".")[1]

    @property
    def id(self) -> str:
        return self.headers["ce-id"]

    def envelope(self) -> Envelope:
        return Envelope.read(self.headers, bytes(self.data), sequence=self.sequence)

    def line(self) -> str:
        """The fact on one line, for a person."""
        envelope = self.envelope()
        return (
            f"{self.sequence:>6}  {envelope.time:%Y-%m-%d %H:%M:%S}  {self.id:<14} "
            f"{self.subject.split('.')[2]:<24} {envelope.actor:<18} {bytes(self.data).decode()}"
        )


def exported(
    sequence: int, subject: str, headers: Mapping[str, str] | None, body: bytes
) -> ExportedFact:
    """A message of the stream as a fact, without the transport's own headers."""
    kept = {
        name: value for name, value in (headers or {}).items() if not name.startswith(TRANSPORT)
    }
    return ExportedFact(sequence, subject, kept, msgspec.Raw(body))


async def last_sequence(client: Client) -> int:
    """Where the stream ends now."""
    return (await client.jetstream().stream_info(STREAM)).state.last_seq


async def facts(client: Client, start: int, last: int | None) -> AsyncGenerator[ExportedFact]:
    """Facts in stream order from sequence `start`, up to `last` or without end.

    Raises `LogAway` when the stream does not answer. The server keeps nothing for who reads so.
    """
    history = History(client)
    while last is None or start <= last:
        found = await history.messages({"seq": start, "batch": MAX_BATCH})
        for message in found:
            headers = message.headers or {}
            sequence = int(headers["Nats-Sequence"])
            if last is not None and sequence > last:
                return
            yield exported(sequence, headers["Nats-Subject"], headers, message.body)
            start = sequence + 1
        if not found:
            if last is not None:
                return
            await asyncio.sleep(POLL_SECONDS)
