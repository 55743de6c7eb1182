"""The rows of an intake: what was typed, what it changes, what is wrong, what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

from shared.catalogue import LOCALES, catalogue
from shared.catalogue.names import search_key

T = TypeVar("T")

# What another service's things are called: kind, then name without marks and case, then id.
Called = Mapping[str, Mapping[str, UUID]]

Status = Literal["new", "changed", "unchanged", "wrong"]

# Day first, as it is written here; year first, as programs write it.
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
EARLIEST = date(1900, 1, 1)


class Wrong(msgspec.Struct, frozen=True):
    """What is wrong with a cell; `intake.wrong.<code>` of the catalogue says it."""

    column: str
    code: str
    values: dict[str, str] = {}


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the file beside what is recorded.

    `before` holds what changes as it stands now, by column; `action` is the service's own, to
    be done when the row is committed; `target` is the unit or person that it is about.
    """

    number: int
    status: Status
    cells: dict[str, str]
    before: dict[str, str] = {}
    wrong: tuple[Wrong, ...] = ()
    action: str | None = None
    target: str | None = None


class Pending(msgspec.Struct, frozen=True):
    """A row that is to be recorded."""

    number: int
    action: str


class Outcome(msgspec.Struct, frozen=True):
    """What came of a row: recorded, or refused with the code of a rule."""

    number: int
    refusal: str | None = None


@dataclass
class Cells:
    """Reads the cells of a row and collects what is wrong with them."""

    number: int
    typed: dict[str, str]
    wrong: list[Wrong] = field(default_factory=list)

    def fail(self, column: str, code: str, **values: str) -> None:
        self.wrong.append(Wrong(column, code, values))

    def text(self, column: str, longest: int = 200) -> str:
        """A text that must be there."""
        found = self.optional(column, longest)
        if not found:
            self.fail(column, "missing")
        return found

    def optional(self, column: str, longest: int = 200) -> str:
        found = self.typed.get(column, "")
        if len(found) > longest:
            self.fail(column, "too_long", longest=str(longest))
        return found

    def day(self, column: str, latest: date | None = None) -> date | None:
        """A day, or none where the cell is empty or no day."""
        found = self.typed.get(column, "")
        if not found:
            return None
        day = _day(found)
        if day is None or day < EARLIEST:
            self.fail(column, "day_unreadable", typed=found)
            return None
        if latest is not None and day > latest:
            self.fail(column, "day_in_future", typed=found)
        return day

    def needed_day(self, column: str, latest: date | None = None) -> date:
        if not self.typed.get(column, ""):
            self.fail(column, "missing")
        return self.day(column, latest) or EARLIEST

    def choice(self, column: str, group: str, values: tuple[T, ...]) -> T:
        """One of some values, typed as it is shown (`<group>.<value>`) in either language."""
        found = self.typed.get(column, "")
        if not found:
            self.fail(column, "missing")
            return values[0]
        known = _shown(group, tuple(str(value) for value in values))
        place = known.get(search_key(found))
        if place is None:
            names = (catalogue().text(f"{group}.{_key(value)}", "vi") for value in values)
            self.fail(column, "not_a_choice", typed=found, choices=", ".join(names))
            return values[0]
        return values[place]


def shown_day(day: date | None) -> str:
    """A day as it is written in a file."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def _key(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@cache
def _shown(group: str, values: tuple[str, ...]) -> dict[str, int]:
    known: dict[str, int] = {}
    for place, value in enumerate(values):
        key = value.lower() if value in {"True", "False"} else value
        known[search_key(key)] = place
        for locale in LOCALES:
            known[search_key(catalogue().text(f"{group}.{key}", locale))] = place
    return known


def _day(typed: str) -> date | None:
    if found := _DAY_FIRST.fullmatch(typed):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
