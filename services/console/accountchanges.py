"""That somebody changed the file of accounts, for those who look at it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from services.console.accounts import Accounts, Version

# Who changes the file by hand, or in another process, tells nobody here: a slow look as a net.
LOOK_SECONDS = 5.0


class AccountChanges:
    """Told of each change made here; finds the others by looking at the file."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._waiting: set[asyncio.Event] = set()

    def tell(self) -> None:
        """The file was changed: let those who wait look."""
        for each in self._waiting:
            each.set()

    async def arrivals(self, before: Version | None) -> AsyncIterator[None]:
        """A word each time the file is not as it was `before`; ends when its reader leaves."""
        told = asyncio.Event()
        self._waiting.add(told)
        try:
            while True:
                told.clear()
                now = await asyncio.to_thread(self._accounts.version)
                if now != before:
                    before = now
                    yield
                await _until(told)
        finally:
            self._waiting.discard(told)


async def _until(told: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await told.wait()
    except TimeoutError:
        return False
