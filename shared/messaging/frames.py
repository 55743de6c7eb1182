"""Many messages handed to the connection at once, as they go over the wire.

The client's own `publish` makes the headers of one message as costly as everything else that a
relay does with it. Source: the NATS client protocol, HPUB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from nats.errors import ConnectionClosedError, MaxPayloadError

from shared.contracts import subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nats.aio.client import Client

    from shared.contracts import Envelope


BATCH_ID = "Nats-Batch-Id"
SEQUENCE = "Nats-Batch-Sequence"


def frame(fact: Envelope, more: Mapping[str, str], longest: int) -> bytes:
    """A fact as it is published, with more headers behind its own; nobody answers it.

    Raises `MaxPayloadError`, and `ValueError` for a header that would be several.
    """
    added = "".join([f"{name}: {value}\r\n" for name, value in more.items()])
    return b"".join(_parts(fact, added, longest))


def _parts(fact: Envelope, added: str, longest: int) -> tuple[bytes, bytes, bytes, bytes]:
    """A frame in parts that have only to be joined; `added` are the lines of more headers."""
    head = f"NATS/1.0\r\n{fact.lines()}{added}\r\n".encode()
    body = fact.body()
    size = len(head) + len(body)
    if size > longest:
        raise MaxPayloadError
    begin = f"HPUB {subject_of(fact)}  {len(head)} {size}\r\n".encode()
    return begin, head, body, b"\r\n"


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
        """Raises as `frame` does."""
        batch_id = uuid4().hex
        of_batch = f"{BATCH_ID}: {batch_id}\r\n{SEQUENCE}: "
        parts: list[bytes] = []
        for number, fact in enumerate(facts[1:-1], start=2):
            parts += _parts(fact, f"{of_batch}{number}\r\n", longest)
        return cls(facts, batch_id, b"".join(parts))

    async def begin(self, client: Client, fence: Mapping[str, str]) -> None:
        """Send all but the last message, before whatever this connection publishes next."""
        if client.is_closed:
            raise ConnectionClosedError
        first = frame(self.facts[0], {**_place(self.id, 1), **fence}, client.max_payload)
        # Nothing public takes what is encoded.
        await client._send_command(first + self.between)  # noqa: SLF001

    def committing(self) -> dict[str, str]:
        """The headers that make the last message end the batch."""
        return _place(self.id, len(self.facts)) | {"Nats-Batch-Commit": "1"}


def _place(batch_id: str, number: int) -> dict[str, str]:
    """The headers of one message of an atomic batch; numbers begin with 1."""
    return {BATCH_ID: batch_id, SEQUENCE: str(number)}
