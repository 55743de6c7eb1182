"""*Dòng sự kiện*: facts of the log, in words, and one fact in full."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from services.console.screens.chrome import Names
from shared.catalogue import catalogue
from shared.catalogue.formats import day, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.contracts import Envelope

# Fields whose text is a code of the catalogue, with the table of its names.
CODED = {
    "award": "award",
    "rating": "rating",
    "layer": "layer",
    "verdict": "verdict",
    "scope": "scope",
    "form": "form",
    "gender": "gender",
    "measure": "measure",
    "subject_kind": "subject_kind",
    "kind": "unit_kind",
    "condition": "condition",
}
FACT_ID = re.compile(r"^[a-z]+:\d+$")
# Of these, a year or a rank, no thousands are marked.
PLAIN_NUMBERS = frozenset({"year", "rank", "number"})


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
    causation: str | None
    body: dict[str, Any]


class Wording:
    """Says facts in one locale, with the names of the directory."""

    def __init__(self, names: Names, locale: str) -> None:
        self._names = names
        self._locale = locale

    def line(self, envelope: Envelope) -> Line:
        texts = {name: self._plain(name, value) for name, value in _fields(envelope.data)}
        sentence = catalogue().text(f"sentence.{envelope.name}", self._locale, **texts)
        return Line(
            envelope.id,
            envelope.source,
            envelope.name,
            sentence,
            envelope.time,
            envelope.actor,
            envelope.subject,
        )

    def fact(self, envelope: Envelope) -> FactScreen:
        return FactScreen(
            self.line(envelope),
            tuple(self._detail(name, value) for name, value in _fields(envelope.data)),
            envelope.position,
            envelope.sequence,
            envelope.epoch,
            envelope.correlation,
            envelope.causation,
            msgspec.to_builtins(envelope.data, str_keys=True),
        )

    def _detail(self, name: str, value: object) -> Detail:
        if isinstance(value, msgspec.Struct):
            return Detail(name, parts=tuple(self._detail(n, v) for n, v in _fields(value)))
        if isinstance(value, tuple):
            return Detail(name, parts=tuple(self._detail(name, part) for part in value))
        return Detail(name, self._plain(name, value), _link(value))

    def _plain(self, name: str, value: object) -> str:
        match value:
            case None:
                return "–"
            case bool():
                return catalogue().text(f"yes_no.{str(value).lower()}", self._locale)
            case int() if name in PLAIN_NUMBERS:
                return str(value)
            case int() | Decimal():
                return number(value, self._locale)
            case date():
                return day(value, self._locale)
            case UUID():
                return self._names.name(value) or str(value)[:8]
            case msgspec.Struct() as struct:
                inner = [self._plain(n, v) for n, v in _fields(struct)]
                return inner[0]
            case tuple():
                return ", ".join(self._plain(name, part) for part in value)
            case dict():
                return ", ".join(str(part) for part in value.values())
            case _:
                return self._word(name, str(value))

    def _word(self, name: str, text: str) -> str:
        tables = (CODED.get(name, name), name)
        for table in tables:
            if catalogue().knows(f"{table}.{text}", self._locale):
                return catalogue().text(f"{table}.{text}", self._locale)
        return text


def _fields(struct: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for name in struct.__struct_fields__:
        yield name, getattr(struct, name)


def _link(value: object) -> str | None:
    if isinstance(value, UUID):
        return f"/dong-su-kien?cua={value}"
    if isinstance(value, str) and FACT_ID.match(value):
        return f"/facts/{value}"
    return None
