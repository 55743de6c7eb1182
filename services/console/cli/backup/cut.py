"""One moment of all stores: snapshots opened behind one another's locks, then let go.

While the last is opened the first is still locked, so there is a moment at which every store
is as its snapshot shows it: what one service did after a fact of another is never there
without that fact.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from services.console.cli.asking import order
from services.console.cli.output import fail
from shared.backup.snapshot import RowsPage
from shared.contracts import SOURCES
from shared.messaging.control import ControlRefused, Nothing, ServiceSilent, ask
from shared.operations.backup import Released, RowsWanted, SnapshotNamed, SnapshotOpened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.client import Client

    from shared.backup.shape import Values


KEEP_SECONDS = 30.0


@asynccontextmanager
async def cut(client: Client) -> AsyncIterator[dict[str, SnapshotOpened]]:
    """The snapshots of all stores at one moment, by service."""
    opened: dict[str, SnapshotOpened] = {}
    try:
        for service in SOURCES:
            opened[service] = await order(
                client, service, "store.snapshot", Nothing(), SnapshotOpened
            )
        released = [
            await order(
                client, service, "store.release", SnapshotNamed(each.snapshot), Released
            )
            for service, each in opened.items()
        ]
        if not all(each.held for each in released):
            fail("cli.backup.too_slow", "cli.backup.too_slow_hint")
        keeping = asyncio.create_task(_keep(client, opened))
        try:
            yield opened
        finally:
            keeping.cancel()
    finally:
        for service, each in opened.items():
            # Who does not hear it closes the snapshot by itself a little later.
            with suppress(ServiceSilent, ControlRefused):
                await ask(client, service, "store.close", SnapshotNamed(each.snapshot), object)


async def _keep(client: Client, opened: dict[str, SnapshotOpened]) -> None:
    """One store may take long to read: the snapshots of the others are kept meanwhile."""
    while True:
        await asyncio.sleep(KEEP_SECONDS)
        for service, each in opened.items():
            await order(client, service, "store.keep", SnapshotNamed(each.snapshot), object)


async def rows(
    client: Client, service: str, snapshot: str, table: str
) -> AsyncIterator[Values]:
    """All rows of a table in a snapshot, in the order of its key."""
    after: list[Any] | None = None
    while True:
        wanted = RowsWanted(snapshot, table, after)
        page = await order(client, service, "store.rows", wanted, RowsPage)
        for row in page.rows:
            yield row
        if page.after is None:
            return
        after = page.after
