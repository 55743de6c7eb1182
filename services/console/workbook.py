"""A list as an Excel file: headings that stay in sight, widths, a filter, rows as they come.

Rows go to the disk as they are written, so a list of a whole ministry needs no more memory than
a short one. Text stays text: what somebody typed is never taken for a formula or an address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024
# How the console shows the same tones: good, bad, open.
GROUNDS = {"good": "#DDF3E4", "bad": "#FBE1E0", "open": "#FFF3D1"}
LONGEST_SHEET_NAME = 31

Cell = str | int | None


@dataclass(frozen=True)
class Column:
    """A heading and how wide its column is, in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """A list: what it is called, what stands above it, its columns and its rows.

    `tones` colours cells by their text: a verdict is seen before it is read.
    """

    name: str
    title: str
    notes: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    tones: Mapping[str, str] = field(default_factory=dict)


def write(file: IO[bytes], *sheets: Sheet) -> None:
    """Write lists as an `.xlsx` file, each on a sheet of its own."""
    # Loading it costs a start 30 ms and more, and few ever ask for such a file.
    from xlsxwriter import Workbook  # noqa: PLC0415 (as the comment says)

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as book:
        for sheet in sheets:
            _page(book, sheet)


def chunks(*sheets: Sheet) -> Iterator[bytes]:
    """The file in pieces, to be sent as they are read from the disk; blocks."""
    with TemporaryFile() as file:
        write(file, *sheets)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def _page(book: Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name[:LONGEST_SHEET_NAME])
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
    for line, note in enumerate(sheet.notes, start=1):
        page.write_string(line, 0, note, book.add_format({"italic": True}))
    top = len(sheet.notes) + 2
    heading = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "border": 1,
            "bg_color": "#EEEEEE",
        }
    )
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, column.heading, heading)
    page.freeze_panes(top + 1, 0)
    last = _rows(book, page, sheet, top + 1)
    page.autofilter(top, 0, max(last, top), len(sheet.columns) - 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _rows(book: Workbook, page: Worksheet, sheet: Sheet, first: int) -> int:
    """Write the rows and tell the place of the last."""
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    toned = {
        text: book.add_format({"valign": "top", "border": 1, "bg_color": GROUNDS[tone]})
        for text, tone in sheet.tones.items()
    }
    place = first - 1
    for place, row in enumerate(sheet.rows, start=first):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(place, column, cell, plain)
            else:
                said = cell or ""
                page.write_string(place, column, said, toned.get(said, plain))
    return place
