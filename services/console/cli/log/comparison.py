"""Stream against store: each fact beside the event at its position, gaps, repetitions.

Neither is held in memory: the stream is walked once, and beside it pages of each store.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from shared.operations.store import LARGEST_PAGE, EventsAfter, EventsPage, StoredFact

if TYPE_CHECKING:
    from services.console.cli.log.facts import ExportedFact

PAGES_HELD = 4

Read = Callable[[EventsAfter], Awaitable[EventsPage]]


Kind = Literal[
    # Between store and stream.
    "missing",
    "unknown",
    "differs",
    "chain",
    "epoch",
    "untranslatable",
    "unreadable",
    # Of readers.
    "behind",
    "ahead",
    "blocked",
    "stopped",
    "parked",
    "document",
]


class Difference(msgspec.Struct):
    """Something that is not as it has to be, at positions `first` to `last` of a source."""

    kind: Kind
    source: str
    first: int
    last: int
    entity: str = ""
    detail: str = ""


class SourceReport(msgspec.Struct):
    """One service: heads, facts read, and how many of them had stood in the stream before."""

    source: str
    epoch: str
    store_head: int
    stream_head: int = 0
    facts: int = 0
    repetitions: int = 0


class StorePages:
    """The events of one store by position; a few pages are kept for what comes next."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._pages: OrderedDict[int, dict[int, StoredFact]] = OrderedDict()

    async def at(self, position: int) -> StoredFact | None:
        number = (position - 1) // LARGEST_PAGE
        page = self._pages.get(number)
        if page is None or position not in page:
            read = await self._read(EventsAfter(number * LARGEST_PAGE))
            page = {fact.position: fact for fact in read.facts}
            self._pages[number] = page
            if len(self._pages) > PAGES_HELD:
                self._pages.popitem(last=False)
        return page.get(position)


class SourceWalk:
    """Walks the facts of one source along the stream beside its store."""

    def __init__(self, report: SourceReport, pages: StorePages) -> None:
        self.report = report
        self.differences: list[Difference] = []
        self._pages = pages
        self._missing: list[tuple[int, int]] = []

    async def take(self, fact: ExportedFact) -> None:
        """Compare the next fact of this source."""
        report = self.report
        report.facts += 1
        try:
            position = int(fact.headers["thidua-position"])
            previous = int(fact.headers["thidua-previous"])
            epoch, entity = fact.headers["thidua-epoch"], fact.headers["ce-subject"]
        except (KeyError, ValueError) as error:
            self._differ("unreadable", 0, detail=f"sequence {fact.sequence}: {error!r}")
            return
        if position > report.stream_head + 1:
            self._missing.append((report.stream_head + 1, position - 1))
        elif position <= report.stream_head and not self._filled(position):
            report.repetitions += 1
        report.stream_head = max(report.stream_head, position)
        if epoch != report.epoch:
            self._differ("epoch", position, entity, epoch)
            return
        if previous != position - 1:
            self._differ("chain", position, entity, f"previous {previous}")
        stored = await self._pages.at(position)
        if stored is None:
            self._differ("unknown", position, entity)
        elif stored.untranslatable is not None:
            self._differ("untranslatable", position, entity, stored.untranslatable)
        elif fields := _different(fact, stored):
            self._differ("differs", position, entity, ", ".join(fields))

    async def finish(self) -> list[Difference]:
        """What the whole walk found, in order of position."""
        head = self.report.stream_head
        if self.report.store_head > head:
            self._missing.append((head + 1, self.report.store_head))
        for first, last in self._missing:
            stored = await self._pages.at(first)
            entity = stored.entity if stored is not None and first == last else ""
            self.differences.append(
                Difference("missing", self.report.source, first, last, entity)
            )
        return sorted(self.differences, key=lambda each: (each.first, each.kind))

    def _filled(self, position: int) -> bool:
        """Whether a fact stands where facts were missing so far; it is missing no longer."""
        for number, (first, last) in enumerate(self._missing):
            if first <= position <= last:
                rest = [(first, position - 1), (position + 1, last)]
                self._missing[number : number + 1] = [
                    span for span in rest if span[0] <= span[1]
                ]
                return True
        return False

    def _differ(self, kind: Kind, position: int, entity: str = "", detail: str = "") -> None:
        source = self.report.source
        last = self.differences[-1] if self.differences else None
        if (
            last is not None
            and (last.kind, last.detail, last.last) == (kind, detail, position - 1)
            and last.entity in {"", entity}
        ):
            last.last = position
            return
        self.differences.append(Difference(kind, source, position, position, entity, detail))


def _different(fact: ExportedFact, stored: StoredFact) -> list[str]:
    """The names of what the stream says otherwise than the store."""
    headers = fact.headers
    said = {
        "id": (headers.get("ce-id"), f"{fact.source}:{stored.position}"),
        "type": (headers.get("ce-type"), stored.type),
        "time": (_time(headers.get("ce-time", "")), stored.time),
        "entity": (headers.get("ce-subject"), stored.entity),
        "subject": (fact.subject, stored.address),
        "body": (hashlib.sha256(bytes(fact.data)).hexdigest(), stored.body),
    }
    return [name for name, (found, wanted) in said.items() if found != wanted]


def _time(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
