"""Progress of what takes long: a bar on stderr with rate and time left, gone when it ends."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from services.console.cli.output import talk, text

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where nobody watches, a bar would only fill a log file.
REFRESHES_PER_SECOND = 5


class Show(Protocol):
    """Takes how much is done by now, and how much there is when that has changed."""

    def __call__(self, done: int, of: int | None = None) -> None: ...


class _Rate(ProgressColumn):
    """How many a second, as far as is known."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else text("cli.rate", rate=f"{speed:,.0f}"))


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Show]:
    """Show how far something came."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=talk,
        transient=True,
        refresh_per_second=REFRESHES_PER_SECOND,
        disable=not talk.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=total)

        def show(done: int, of: int | None = None) -> None:
            bar.update(task, completed=done, total=of)

        yield show
