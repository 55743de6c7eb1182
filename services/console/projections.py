"""The index of the log: every fact as it came, findable by id, kind and entity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from shared.contracts import Envelope


@dataclass(frozen=True)
class LoggedFact:
    """A fact with its envelope's headers; `data` is its body as it is written in JSON."""

    sequence: int
    name: str
    headers: dict[str, str]
    data: dict[str, Any]


def logged(envelope: Envelope) -> LoggedFact:
    """The entry of a fact in the index."""
    return LoggedFact(
        sequence=envelope.sequence,
        name=envelope.name,
        headers=envelope.headers(),
        data=msgspec.json.decode(envelope.body(), type=dict[str, Any]),
    )


def envelope_of(entry: LoggedFact) -> Envelope:
    """The fact again, as it was read from the stream."""
    return Envelope.read(
        entry.headers, msgspec.json.encode(entry.data), sequence=entry.sequence
    )
