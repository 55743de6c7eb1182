"""Healing: who misses facts asks their relay, which publishes them again at the stream's end.

Asking is a message without an answer: the answer is the facts themselves. Repetitions are
passed over by every reader, so a relay that publishes too much does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

import msgspec
import structlog
from nats.js.errors import NotFoundError

from shared.messaging.log import STREAM
from shared.telemetry.messaging import gap_healed, gap_noticed

if TYPE_CHECKING:
    from nats.aio.client import Client

    from shared.continuity import Positions

log = structlog.get_logger()

LONGEST_WAIT_SECONDS = 60.0


class Missing(msgspec.Struct, frozen=True):
    """The question: the facts behind position `after` are missing.

    `sequence` is how far in the stream the asker has read: what is published again behind it
    will reach the asker, so nobody has to publish it for each one who asks.
    """

    after: int
    sequence: int = 0


def heal_subject(source: str) -> str:
    return f"heal.{source}"


@dataclass
class _Asking:
    """A blocked source: how often was asked, when next, and how far to read before that."""

    asked: int = 0
    due: float = 0.0
    read_upto: int | None = None


@dataclass
class Healing:
    """Asks for what one reader misses, more and more seldom, until it has come."""

    client: Client
    reader: str
    _asking: dict[str, _Asking] = field(default_factory=dict, init=False)

    async def tend(self, positions: Positions) -> None:
        """Ask where it is time to; to be called again and again."""
        gaps = positions.gaps
        for source in [source for source in self._asking if source not in gaps]:
            del self._asking[source]
            gap_healed(self.reader, source)
            log.info("gap_healed", reader=self.reader, source=source)
        for source in gaps:
            if source not in self._asking:
                gap_noticed(self.reader, source)
                self._asking[source] = _Asking()
            asking = self._asking[source]
            if monotonic() < asking.due:
                continue
            if asking.read_upto is None:
                # What is missing may stand further on, published again for somebody else.
                asking.read_upto = await self._last_sequence(source)
            if positions.sequence >= asking.read_upto:
                asking.asked += 1
                asking.due = monotonic() + min(2.0**asking.asked, LONGEST_WAIT_SECONDS)
                asking.read_upto = None
                # From the last known fact on: that it is still the same is seen by the way.
                after = max(positions.position(source) - 1, 0)
                await self._ask(source, Missing(after, positions.sequence))

    async def _ask(self, source: str, missing: Missing) -> None:
        log.warning("gap_asked_for", reader=self.reader, source=source, after=missing.after)
        await self.client.publish(heal_subject(source), msgspec.json.encode(missing))

    async def _last_sequence(self, source: str) -> int:
        try:
            last = await self.client.jetstream().get_last_msg(STREAM, f"thidua.{source}.>")
        except NotFoundError:
            return 0
        return last.seq or 0
