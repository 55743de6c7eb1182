"""Many messages handed to the connection at once, as they go over the wire.

The client's own `publish` makes the headers of one message as costly as everything else that a
relay does with it. Source: the NATS client protocol, HPUB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nats.errors import BadHeaderError, ConnectionClosedError, MaxPayloadError

from shared.contracts import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nats.aio.client import Client

    from shared.contracts import Envelope


class Message(NamedTuple):
    """What is published, and where; nobody answers it."""

    subject: str
    headers: Mapping[str, str]
    body: bytes

    def frame(self, longest: int) -> bytes:
        """Raises `BadHeaderError` for a line break in a header, `MaxPayloadError`."""
        lines = [f"{name}: {value}" for name, value in self.headers.items()]
        text = "\r\n".join(("NATS/1.0", *lines, "", ""))
        if text.count("\n") != len(lines) + 2 or text.count("\r") != len(lines) + 2:
            raise BadHeaderError(self.subject)
        head = text.encode()
        size = len(head) + len(self.body)
        if size > longest:
            raise MaxPayloadError
        begin = f"HPUB {self.subject}  {len(head)} {size}\r\n".encode()
        return b"".join((begin, head, self.body, b"\r\n"))


def member(batch_id: str, number: int) -> dict[str, str]:
    """The headers of one message of an atomic batch; numbers begin with 1."""
    return {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}


def members(
    envelopes: Iterable[Envelope], batch_id: str, fence: Mapping[str, str]
) -> Iterator[Message]:
    """The first messages of an atomic batch, which the very first one fences."""
    for number, envelope in enumerate(envelopes, start=1):
        headers = envelope.headers() | member(batch_id, number)
        yield Message(
            subject_of(envelope),
            {**headers, **fence} if number == 1 else headers,
            envelope.body(),
        )


async def publish_all(client: Client, messages: Iterable[Message]) -> None:
    """Publish messages in their order, before whatever this connection publishes next."""
    if client.is_closed:
        raise ConnectionClosedError
    frames = b"".join(message.frame(client.max_payload) for message in messages)
    await client._send_command(frames)  # noqa: SLF001 (nothing public takes what is encoded)
