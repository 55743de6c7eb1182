"""*Dòng sự kiện*: facts of the log, in words, and one fact in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Line:
    """A fact in the list."""

    id: str
    source: str
    name: str
    sentence: str
    time: datetime
    actor: str
    entity: str


@dataclass(frozen=True)
class Citation:
    """A fact that something rests on, in words; when it happened, and when it was learnt.

    Both are none where the log here does not hold the fact.
    """

    id: str
    text: str
    happened: date | None = None
    learnt: datetime | None = None


@dataclass(frozen=True)
class Detail:
    """A field of a fact: a leaf has `text` and maybe a `link`, a branch has `parts`."""

    name: str
    text: str = ""
    link: str | None = None
    parts: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class TimelineScreen:
    """A stretch of the log; `before` continues it."""

    lines: tuple[Line, ...]
    kinds: tuple[str, ...]
    kind: str | None
    entity: str | None
    entity_name: str | None
    before: int | None
    newest: bool


@dataclass(frozen=True)
class FactScreen:
    """One fact with everything that is known about it."""

    line: Line
    details: tuple[Detail, ...]
    position: int
    sequence: int
    epoch: str
    correlation: str
    causation: Citation | None
    body: dict[str, Any]
