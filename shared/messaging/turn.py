"""Whose turn is it: where a reader goes on, whether a delivery follows, and what was passed by.

The stream itself is asked, never remembered: a durable consumer may be shared, moved or made
anew, and a reader must not take its disorder for a loss, nor a loss for its disorder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from nats.js.errors import NotFoundError

from shared.contracts import Envelope, NotAFact
from shared.messaging.log import STREAM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.msg import Msg
    from nats.js.api import ConsumerInfo, RawStreamMsg
    from nats.js.client import JetStreamContext

    from shared.continuity import Positions

log = structlog.get_logger()


class OutOfTurn(Exception):
    """Facts were delivered that are not the reader's next ones; it is put back to its place."""


async def next_sequence(js: JetStreamContext, positions: Positions) -> int:
    """Where a reader goes on: after its own position, or from 1 in a stream that is another.

    A stream that was lost and filled anew has the same facts, perhaps in another order: the
    reader's last fact then stands elsewhere, and facts it never saw may stand before it.
    """
    if positions.sequence == 0 or await _stands_there(js, positions):
        return positions.sequence + 1
    log.warning("stream_is_another", sequence=positions.sequence)
    return 1


async def _stands_there(js: JetStreamContext, positions: Positions) -> bool:
    try:
        message = await js.get_msg(STREAM, positions.sequence)
    except NotFoundError:
        await js.stream_info(STREAM)
        return False
    fact = _fact(message)
    known = None if fact is None else positions.sources.get(fact.source)
    if fact is None or known is None:
        return False
    # Of a blocked source facts were left out: its last one need not be one that is known.
    return known.blocked is not None or known.is_place_of(fact)


async def in_turn(
    js: JetStreamContext, after: int, source: str, delivered: Sequence[Msg]
) -> bool:
    """Whether these messages hold every fact of a source that stands behind sequence `after`.

    If so, what does not follow in them is missing in the stream. If not, another runner of the
    same consumer was given what lies between, or the consumer was moved.
    """
    numbers = [message.metadata.sequence.consumer for message in delivered]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    first = next(
        message.metadata.sequence.stream
        for message in delivered
        if message.subject.split(".")[1] == source
    )
    subject = f"thidua.{source}.>"
    try:
        found = await js.get_msg(STREAM, after + 1, subject=subject, next=True)
    except NotFoundError:
        return False
    return found.seq == first


def delivery_out(info: ConsumerInfo) -> int | None:
    """The last delivery of a consumer while one is not acknowledged; none when all are.

    Seen twice by a reader that has nothing at hand, it arrived nowhere: it was sent while a
    connection broke, and would come again only when its time has run out.
    """
    if not info.num_ack_pending or info.delivered is None:
        return None
    return info.delivered.consumer_seq


async def passed_by(
    js: JetStreamContext, positions: Positions, sources: Sequence[str]
) -> list[Envelope]:
    """The last facts of sources that stand before the reader's place though it has not them."""
    lost = []
    for source in sources:
        try:
            message = await js.get_last_msg(STREAM, f"thidua.{source}.>")
        except NotFoundError:
            continue
        fact = _fact(message)
        if fact is not None and fact.sequence <= positions.sequence:
            lost.append(fact)
    return [fact for fact in lost if fact.position > positions.position(fact.source)]


def _fact(message: RawStreamMsg) -> Envelope | None:
    try:
        return Envelope.receive(
            message.headers or {}, message.data or b"", sequence=message.seq or 0
        )
    except NotAFact:
        return None
