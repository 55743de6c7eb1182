"""The grid of a layer as an Excel file: taken away, filled in, and brought back."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.console.client.covenant import Frame
    from services.console.screens.scoresheet import Scoresheet

LARGEST = 2 * 1024 * 1024
WIDTHS = (10, 60, 12, 14, 14, 40, 16)


class GridUnreadable(Exception):
    """The file is no Excel workbook with a grid of criteria in it."""


@dataclass(frozen=True)
class Filled:
    """A row of the file: what was written beside a code."""

    code: str
    value: str
    reason: str
    left_out: bool


def written(
    form: Scoresheet,
    frame: Frame,
    title: str,
    headings: Sequence[str],
    rules: Mapping[str, str],
) -> bytes:
    """The grid with what stands in it. `headings` are those of its seven columns."""
    # Loading it costs a start 30 ms and more, and few ever ask for such a file.
    from xlsxwriter import Workbook  # noqa: PLC0415 (as the comment says)

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    lines = [*(one for group in frame.groups for one in group.criteria)]
    lines += [*frame.bonus, *frame.penalty]
    with Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F8ECD9"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        typed = book.add_format({"bg_color": "#FFF9E5", "border": 1, "num_format": "@"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_row(2, 0, headings, bold)
        sheet.freeze_panes(3, 2)
        for row, line in enumerate(lines, start=3):
            entry = form.entry(line.code)
            sheet.write_string(row, 0, line.code, wrapped)
            sheet.write_string(row, 1, line.name, wrapped)
            sheet.write_string(row, 2, str(line.maximum), wrapped)
            rule = rules.get(line.rule, line.rule)
            said = rule if line.measure is None else f"{rule}: {line.measure}"
            sheet.write_string(row, 3, said, wrapped)
            sheet.write_string(row, 4, "" if entry is None else entry.typed, typed)
            sheet.write_string(row, 5, "" if entry is None else entry.reason, typed)
            out = entry is not None and not entry.applies
            sheet.write_string(row, 6, "x" if out else "", typed)
    return file.getvalue()


def read(content: bytes) -> list[Filled]:
    """The rows of a file below its headings. Raises `GridUnreadable`."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise GridUnreadable(str(error)) from error
    texts = [[*map(_text, row), *[""] * len(WIDTHS)] for row in rows]
    # The headings are the first row that has one over the points.
    first = next((number for number, row in enumerate(texts) if row[4]), len(texts))
    return [
        Filled(row[0], row[4], row[5], bool(row[6])) for row in texts[first + 1 :] if row[0]
    ]


def _text(cell: object) -> str:
    """A cell as it was typed; Excel keeps a whole number as a fraction."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()
