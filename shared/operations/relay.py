"""`relay.status`: how far a store has been published, and what holds it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.messaging.control import Nothing, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.messaging.relay import Relay


class RelayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Heads are positions in the store; `stream_sequence` is where the last fact stands."""

    service: str
    epoch: str
    store_head: int
    stream_head: int
    stream_sequence: int
    stopped: str | None


def relay_verbs(relay: Relay) -> Sequence[Verb]:
    """What may be asked of a relay."""
    recorder = relay.application.event_recorder

    async def status(_: Nothing) -> RelayStatus:
        return RelayStatus(
            service=relay.service,
            epoch=recorder.epoch,
            store_head=await recorder.database.run(recorder.head),
            stream_head=relay.head.position,
            stream_sequence=relay.head.sequence,
            stopped=relay.stopped,
        )

    return (Verb("relay.status", Nothing, status),)
