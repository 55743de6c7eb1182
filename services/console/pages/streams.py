"""Server-sent events, as the browser reads them (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def event(name: str, data: str, event_id: str | None) -> str:
    """One event; every line of its data is marked as such.

    One without an id leaves the reader at the id it heard last.
    """
    # Without a line of data a browser drops the whole event.
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or ("",))
    numbered = "" if event_id is None else f"id: {event_id}\n"
    return f"{numbered}event: {name}\n{lines}\n"


async def merged(*streams: AsyncIterator[str]) -> AsyncIterator[str]:
    """What comes from any of the streams, as it comes; ends with the last of them."""
    waited = {asyncio.ensure_future(anext(each)): each for each in streams}
    try:
        while waited:
            done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                stream = waited.pop(each)
                if isinstance(each.exception(), StopAsyncIteration):
                    continue
                yield each.result()
                waited[asyncio.ensure_future(anext(stream))] = stream
    finally:
        for each in waited:
            each.cancel()
