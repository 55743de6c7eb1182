"""The stream walked once beside the stores of its publishers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.console.cli.asking import order
from services.console.cli.log.comparison import SourceReport, SourceWalk, StorePages
from services.console.cli.log.facts import facts, last_sequence
from services.console.cli.output import text
from services.console.cli.progress import progress
from shared.messaging.control import Nothing
from shared.operations.relay import RelayStatus
from shared.operations.store import EventsAfter, EventsPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.client import Client

PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.2


async def status_of(client: Client, service: str) -> RelayStatus:
    """How far a store is published; ends the command when its service does not answer."""
    return await order(client, service, "relay.status", Nothing(), RelayStatus)


async def walked(client: Client, services: Sequence[str]) -> dict[str, SourceWalk]:
    """Walks of these services, up to where stream and stores stood just now."""
    # The stores' heads first: all of that has to be in the stream that is read after.
    statuses = [await status_of(client, service) for service in services]
    await _until_published(client, statuses)
    last = await last_sequence(client)
    walks = {each.service: _walk(client, each) for each in statuses}
    with progress(text("cli.log.verifying"), last) as show:
        async for fact in facts(client, 1, last):
            if fact.source in walks:
                await walks[fact.source].take(fact)
            show(fact.sequence)
    return walks


def _walk(client: Client, status: RelayStatus) -> SourceWalk:
    async def read(wanted: EventsAfter) -> EventsPage:
        return await order(client, status.service, "store.events", wanted, EventsPage)

    report = SourceReport(status.service, status.epoch, status.store_head)
    return SourceWalk(report, StorePages(read))


async def _until_published(client: Client, wanted: list[RelayStatus]) -> None:
    """Give the relays a moment: what was stored just now is on its way, not lost."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for status in wanted:
                now = status
                while now.stream_head < status.store_head:
                    await asyncio.sleep(POLL_SECONDS)
                    now = await status_of(client, status.service)
    except TimeoutError:
        return
