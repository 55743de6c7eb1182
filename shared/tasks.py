"""Ending tasks that may lose a cancellation, and work that must not be cut in two."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

T = TypeVar("T")

CANCEL_AGAIN_SECONDS = 0.2


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks and return when all of them have ended.

    One cancellation may be swallowed: `asyncio.wait_for` of Python 3.11, which nats-py stands
    on, loses it when its awaitable ends at the same moment. So: until all ended, whoever
    cancels us meanwhile.
    """
    waited_for = set(tasks)
    while pending := {task for task in waited_for if not task.done()}:
        for task in pending:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(pending, timeout=CANCEL_AGAIN_SECONDS)


async def to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Await work that a cancellation must not leave half done: it ends first, then we do."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        raise
