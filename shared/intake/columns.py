"""The columns of a list, and how they are found in a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.catalogue import LOCALES, catalogue
from shared.catalogue.names import search_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.sheets import Sheet

# Titles and notes may stand above the headings.
HEADINGS_WITHIN = 20


class HeadingsMissing(Exception):
    """The sheet has no row with the headings of the list; start from the sample file."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"the sheet lacks the columns: {', '.join(missing)}")
        self.values = {"columns": ", ".join(missing)}


@dataclass(frozen=True)
class Column:
    """A column: its key, whether each row needs it, and what stands in the sample file."""

    key: str
    required: bool
    example: str


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of list; texts are `intake.<kind>.<key>` of the catalogue."""

    kind: str
    columns: tuple[Column, ...]

    def heading(self, key: str, locale: str) -> str:
        return catalogue().text(f"intake.{self.kind}.{key}", locale)

    def headings(self, locale: str) -> list[str]:
        return [self.heading(column.key, locale) for column in self.columns]

    def notes(self, locale: str) -> list[list[str]]:
        """What each column is for, for the second sheet of the sample."""
        return [
            [
                self.heading(column.key, locale),
                catalogue().text(f"intake.{self.kind}_note.{column.key}", locale),
            ]
            for column in self.columns
        ]

    def example(self) -> list[str]:
        return [column.example for column in self.columns]


def arranged(layout: Layout, sheet: Sheet) -> list[tuple[int, dict[str, str]]]:
    """The rows below the headings by column key, each with its number in the file, from 1.

    Columns may stand in any order and be named in either language; others are left out, and
    so are empty rows. Raises `HeadingsMissing`.
    """
    known = {
        _plain(layout.heading(column.key, locale)): column.key
        for column in layout.columns
        for locale in LOCALES
    }
    required = {column.key for column in layout.columns if column.required}
    best: set[str] = set()
    for place, row in enumerate(sheet.rows[:HEADINGS_WITHIN]):
        found = {known[_plain(cell)]: n for n, cell in enumerate(row) if _plain(cell) in known}
        if required <= set(found):
            return _below(sheet.rows, place, found)
        best = max(best, set(found), key=len)
    raise HeadingsMissing(
        [
            layout.heading(column.key, "vi")
            for column in layout.columns
            if column.required and column.key not in best
        ]
    )


def _below(
    rows: Sequence[Sequence[str]], place: int, found: dict[str, int]
) -> list[tuple[int, dict[str, str]]]:
    arranged_rows = []
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        cells = {key: row[n] if n < len(row) else "" for key, n in found.items()}
        if any(cells.values()):
            arranged_rows.append((number, cells))
    return arranged_rows


def _plain(text: str) -> str:
    """A heading without diacritics, marks and case: `Mã đơn vị (*)` is `ma don vi`."""
    return re.sub(r"\W+", " ", search_key(text)).strip()
