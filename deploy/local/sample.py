"""Plays the sample year into a new system through its public HTTP APIs, once, to its end.

Each step of the sample carries its own Idempotency-Key, so playing all of it again after an
interruption repeats nothing.
"""

import asyncio
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.local.failures import CannotStart
from deploy.local.profile import PUBLISHERS, LocalProfile
from deploy.sample.play import Addresses, SampleRefused, SampleUnanswered, play
from services.console.cli.output import text


class Mark(StrEnum):
    """What the home remembers of the sample."""

    STARTED = "started"
    FINISHED = "finished"


def wanted(mark: Path, *, empty: bool) -> bool:
    """Whether to play: into empty stores, and again where an earlier play did not end."""
    if not mark.exists():
        return empty
    return mark.read_text().strip() != Mark.FINISHED


def play_once(profile: LocalProfile, console: Console) -> None:
    """Play with a progress bar, and remember that it was played to its end.

    Raises `CannotStart` at the first step that fails.
    """
    urls = {publisher: profile.url(publisher) for publisher in PUBLISHERS}
    addresses = Addresses(**urls, issuer=profile.issuer)
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    profile.sample_mark.write_text(f"{Mark.STARTED}\n")
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(text("run.sample_year"), total=None)

        def show(done: int, total: int, phase: str) -> None:
            progress.update(task, completed=done, total=total, description=phase)

        try:
            asyncio.run(play(addresses, show))
        except (SampleRefused, SampleUnanswered) as error:
            raise CannotStart("sample_failed", reason=error) from error
    profile.sample_mark.write_text(f"{Mark.FINISHED}\n")
