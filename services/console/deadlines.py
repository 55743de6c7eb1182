"""When the tasks of an emulation year are due: configuration, for no law fixes it."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class _Due(msgspec.Struct):
    month: int
    day: int
    after: int = 0


class Deadlines:
    """The deadlines of a file, by task."""

    def __init__(self, due: dict[str, _Due]) -> None:
        self._due = due

    @classmethod
    def read(cls, path: Path) -> Deadlines:
        return cls(msgspec.convert(tomllib.loads(path.read_text("utf-8")), dict[str, _Due]))

    def of(self, task: str, year: int) -> date | None:
        """The last day for a task of this year; none when none is set."""
        due = self._due.get(task)
        return None if due is None else date(year + due.after, due.month, due.day)
