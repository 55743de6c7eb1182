"""Sheets to hand out: the form that is read back, as Excel or CSV.

Every cell is text, so that a number with zeros before it and a day keep their form in any
spreadsheet program.
"""

from __future__ import annotations

import csv
import io
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Literal

from shared.sheets.reading import GUARD, GUARDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Form = Literal["xlsx", "csv"]

MEDIA_TYPES: dict[Form, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WIDTH = 22


def written(
    form: Form,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    notes: Sequence[Sequence[str]] = (),
    called: str = "",
) -> bytes:
    """A sheet with these headings and rows.

    An Excel file has the notes on a second sheet, which is `called` so.
    """
    if form == "csv":
        return _separated(headings, rows)
    with TemporaryFile() as file:
        _workbook(file, headings, rows, notes, called)
        file.seek(0)
        return file.read()


def _separated(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    # The mark at its beginning tells Excel that this is UTF-8.
    return file.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A cell of CSV that no spreadsheet program takes for a formula."""
    return GUARD + cell if cell.startswith(GUARDED) else cell


def _workbook(
    file: IO[bytes],
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    notes: Sequence[Sequence[str]],
    called: str,
) -> None:
    # Loading it costs a start 30 ms and more, and few ever ask for such a file.
    from xlsxwriter import Workbook  # noqa: PLC0415 (as the comment says)

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F8ECD9"})
        text = book.add_format({"num_format": "@"})
        page = book.add_worksheet()
        page.set_column(0, len(headings) - 1, WIDTH, text)
        page.write_row(0, 0, headings, heading)
        page.freeze_panes(1, 1)
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(place, column, cell, text)
        if notes:
            explained = book.add_worksheet(called)
            explained.set_column(0, 0, WIDTH)
            explained.set_column(1, 1, 4 * WIDTH)
            for place, line in enumerate(notes):
                explained.write_row(place, 0, line, text)
