"""Plays the sample year into a system through its public HTTP APIs, once, to its end.

Each step of the sample carries its own Idempotency-Key, so playing all of it again after an
interruption repeats nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.local.profile import Addresses

Play = Callable[[Addresses, Callable[[int, int, str], None]], Awaitable[None]]


class Mark(StrEnum):
    """What the home remembers of the sample."""

    STARTED = "started"
    FINISHED = "finished"


def wanted(mark: Path, *, empty: bool) -> bool:
    """Whether to play: into empty stores, and again where an earlier play did not end."""
    if not mark.exists():
        return empty
    return mark.read_text().strip() != Mark.FINISHED


def play_once(mark: Path, addresses: Addresses, play: Play, console: Console) -> None:
    """Play, and remember that it was played to its end."""
    mark.write_text(f"{Mark.STARTED}\n")
    play_with_progress(addresses, play, console)
    mark.write_text(f"{Mark.FINISHED}\n")


def play_with_progress(addresses: Addresses, play: Play, console: Console) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("the sample year", total=None)

        def show(done: int, total: int, step: str) -> None:
            progress.update(task, completed=done, total=total, description=step)

        asyncio.run(_await(play(addresses, show)))


async def _await(played: Awaitable[None]) -> None:
    await played
