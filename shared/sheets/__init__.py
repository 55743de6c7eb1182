"""Sheets that people hand in: Excel, OpenDocument and CSV, in the alphabet they were typed.

`read_apart` reads one in a process of its own with a limit on its memory, so that a file made
to break a reader breaks that process alone. `writing` gives sheets back in the same form.
"""

from __future__ import annotations

from shared.sheets.apart import read_apart
from shared.sheets.reading import LARGEST, MOST_ROWS, Sheet
from shared.sheets.refusals import SheetTooLarge, SheetTooLong, SheetUnreadable

__all__ = [
    "LARGEST",
    "MOST_ROWS",
    "Sheet",
    "SheetTooLarge",
    "SheetTooLong",
    "SheetUnreadable",
    "read_apart",
]
