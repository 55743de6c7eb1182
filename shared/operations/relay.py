"""`relay.status`, `relay.republish`: how far a store is published; publishing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from nats.js.errors import NotFoundError

from shared.messaging.control import Nothing, Verb
from shared.messaging.log import STREAM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.js import JetStreamContext

    from shared.messaging.relay import Relay


class RelayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Heads are positions in the store; `stream_sequence` is where the last fact stands.

    `published` counts facts since the service started, those published again included.
    """

    service: str
    epoch: str
    store_head: int
    stream_head: int
    stream_sequence: int
    published: int
    stopped: str | None


class RepublishAfter(msgspec.Struct, frozen=True):
    """Publish everything after a position again, at the end of the stream."""

    after: int


async def head_in_stream(js: JetStreamContext, source: str) -> tuple[int, int]:
    """Position and sequence of a service's last fact in the stream; zeroes without one."""
    try:
        last = await js.get_last_msg(STREAM, f"thidua.{source}.>")
    except NotFoundError:
        return 0, 0
    return int((last.headers or {})["thidua-position"]), last.seq or 0


def relay_verbs(relay: Relay) -> Sequence[Verb]:
    """What may be asked of a relay."""
    recorder = relay.application.event_recorder

    async def status(_: Nothing) -> RelayStatus:
        # Asked of the stream now: what the relay remembers may be of a stream that was lost.
        head, sequence = await head_in_stream(relay.client.jetstream(), relay.service)
        return RelayStatus(
            service=relay.service,
            epoch=recorder.epoch,
            store_head=await recorder.database.run(recorder.head),
            stream_head=head,
            stream_sequence=sequence,
            published=relay.published,
            stopped=relay.stopped,
        )

    async def republish(wanted: RepublishAfter) -> RelayStatus:
        before = await status(Nothing())
        relay.republish(wanted.after)
        return before

    return (
        Verb("relay.status", Nothing, status),
        Verb("relay.republish", RepublishAfter, republish),
    )
