"""Many messages handed to the connection at once, as they go over the wire.

The client's own `publish` makes the headers of one message as costly as everything else that a
relay does with it. Source: the NATS client protocol, HPUB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from nats.errors import BadHeaderError, ConnectionClosedError, MaxPayloadError

from shared.contracts import subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nats.aio.client import Client

    from shared.contracts import Envelope


class Message(NamedTuple):
    """What is published, and where; nobody answers it."""

    subject: str
    headers: Mapping[str, str]
    body: bytes

    def frame(self, longest: int) -> bytes:
        """Raises `BadHeaderError` for a line break in a header, `MaxPayloadError`."""
        lines = "\r\n".join(map(": ".join, self.headers.items()))
        breaks = len(self.headers) - 1
        if lines.count("\n") != breaks or lines.count("\r") != breaks:
            raise BadHeaderError(self.subject)
        head = f"NATS/1.0\r\n{lines}\r\n\r\n".encode()
        size = len(head) + len(self.body)
        if size > longest:
            raise MaxPayloadError
        begin = f"HPUB {self.subject}  {len(head)} {size}\r\n".encode()
        return b"".join((begin, head, self.body, b"\r\n"))


@dataclass(frozen=True)
class Batch:
    """Facts that leave together, encoded as far as can be before it is their turn.

    The first message of an atomic batch carries the fence, the last one commits it and is
    answered: both are made when the batch leaves. One fact alone is no batch to the server.
    Source: NATS ADR-50.
    """

    facts: Sequence[Envelope]
    id: str
    between: bytes

    @classmethod
    def of(cls, facts: Sequence[Envelope], longest: int) -> Batch:
        """Raises as `Message.frame` does."""
        batch_id = uuid4().hex
        frames = (
            _member(fact, batch_id, number, {}).frame(longest)
            for number, fact in enumerate(facts[1:-1], start=2)
        )
        return cls(facts, batch_id, b"".join(frames))

    async def begin(self, client: Client, fence: Mapping[str, str]) -> None:
        """Send all but the last message, before whatever this connection publishes next."""
        if client.is_closed:
            raise ConnectionClosedError
        first = _member(self.facts[0], self.id, 1, fence).frame(client.max_payload)
        # Nothing public takes what is encoded.
        await client._send_command(first + self.between)  # noqa: SLF001

    def committing(self) -> dict[str, str]:
        """The headers that make the last message end the batch."""
        return _place(self.id, len(self.facts)) | {"Nats-Batch-Commit": "1"}


def _place(batch_id: str, number: int) -> dict[str, str]:
    """The headers of one message of an atomic batch; numbers begin with 1."""
    return {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}


def _member(fact: Envelope, batch_id: str, number: int, fence: Mapping[str, str]) -> Message:
    headers = fact.headers()
    headers |= _place(batch_id, number)
    headers |= fence
    return Message(subject_of(fact), headers, fact.body())
