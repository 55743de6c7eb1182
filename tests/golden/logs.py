"""The golden logs on disk: rows as they stand in a store's event table."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic

from shared.contracts import Envelope
from tests.golden.stories import EVENTS

TESTS = Path(__file__).resolve().parents[1]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A stored event; `state` is kept exactly as it was written."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: msgspec.Raw

    @property
    def class_version(self) -> int:
        return msgspec.json.decode(self.state, type=_Versioned).class_version

    def stored(self) -> StoredEvent:
        return StoredEvent(
            self.originator_id, self.originator_version, self.topic, bytes(self.state)
        )


class _Versioned(msgspec.Struct):
    class_version: int = 1


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A fact exactly as it stood in the stream."""

    subject: str
    headers: dict[str, str]
    body: msgspec.Raw

    def envelope(self) -> Envelope:
        return Envelope.read(self.headers, bytes(self.body))


FACTS = TESTS / "contracts" / "logs" / "facts.jsonl"


def published() -> list[Published]:
    """Every fact that was kept, in the order in which it was."""
    if not FACTS.exists():
        return []
    return [
        msgspec.json.decode(line, type=Published) for line in FACTS.read_bytes().splitlines()
    ]


def log_of(service: str) -> Path:
    return TESTS / service / "logs" / "events.jsonl"


def rows_of(service: str) -> list[Row]:
    path = log_of(service)
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Row) for line in path.read_bytes().splitlines()]


def recorded_kinds(service: str) -> set[tuple[str, int]]:
    """Topic and version of every event the golden log holds."""
    return {(row.topic, row.class_version) for row in rows_of(service)}


def written_kinds(service: str) -> set[tuple[str, int]]:
    """Topic and version of every event today's code writes."""
    return {(get_topic(kind), getattr(kind, "class_version", 1)) for kind in EVENTS[service]}
