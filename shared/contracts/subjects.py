"""Where facts are published: one subject for each fact of a service and each partition."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from shared.contracts.envelope import name_of

if TYPE_CHECKING:
    from uuid import UUID

    from shared.contracts.envelope import Envelope

PARTITIONS = 64
_TOKENS = [f"{number:02d}" for number in range(PARTITIONS)]


def partition_of(entity_id: UUID | str) -> str:
    """The partition token of an entity: two digits, stable for ever (CRC-32 modulo 64)."""
    return _TOKENS[zlib.crc32(str(entity_id).encode()) % PARTITIONS]


def subject_of(envelope: Envelope) -> str:
    """The NATS subject a fact is published on: `thidua.<service>.<fact>.<partition>`."""
    name, partition = name_of(type(envelope.data)), partition_of(envelope.subject)
    return f"thidua.{envelope.source}.{name}.{partition}"
