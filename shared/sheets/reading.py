"""A sheet as rows of text, however it was saved: the first sheet of a workbook, or a CSV file.

Every cell comes as text: a day as `12/03/2024`, a whole number without a fraction.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from shared.sheets.legacy import Alphabet, alphabet_of, mended, plausibility
from shared.sheets.refusals import SheetTooLarge, SheetTooLong, SheetUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST = 20 * 1024 * 1024
UNFOLDED = 300 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
PART = 1024 * 1024
SAMPLED = 2_000

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITERS = ",;\t|"
# A cell with something in it; one that only has a form is empty.
_CELL = re.compile(rb'<c [^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_OVERLAP = 200
# What a spreadsheet program must not take for a formula is written with this before it.
GUARD = "'"
GUARDED = ("=", "+", "-", "@")


class Sheet(msgspec.Struct, frozen=True):
    """The rows of a sheet, and what it was typed in where that was not Unicode."""

    rows: list[list[str]]
    alphabet: Alphabet


def read(content: bytes) -> Sheet:
    """The sheet in a file. Raises `SheetUnreadable`, `SheetTooLarge` or `SheetTooLong`.

    The content decides what it is, not its name.
    """
    if len(content) > LARGEST:
        raise SheetTooLarge(f"the file is larger than {LARGEST // 1024 // 1024} MB; split it")
    if not content.strip():
        raise SheetUnreadable("the file is empty")
    if content.startswith(ZIP):
        _look_into(content)
        rows = _workbook(content)
    elif content.startswith(OLD_EXCEL):
        rows = _workbook(content)
    else:
        rows = _separated(content)
    texts = [[_text(cell) for cell in row] for row in rows]
    while texts and not any(texts[-1]):
        texts.pop()
    if len(texts) > MOST_ROWS or max(map(len, texts), default=0) > MOST_COLUMNS:
        raise SheetTooLong(
            f"the sheet has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns; split it"
        )
    alphabet = alphabet_of(cell for row in texts[:SAMPLED] for cell in row)
    return Sheet([[mended(cell, alphabet) for cell in row] for row in texts], alphabet)


def _workbook(content: bytes) -> Iterable[Sequence[object]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise SheetUnreadable(f"the file is no workbook that can be read: {error}") from error


def _look_into(content: bytes) -> None:
    """Refuse an archive that unfolds to more than a sheet of this size can need."""
    unfolded = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    before = b""
                    # Reading it shows its true size: what the archive says of itself may lie.
                    while part := file.read(PART):
                        unfolded += len(part)
                        if unfolded > UNFOLDED:
                            raise SheetTooLarge(
                                f"the file unfolds to more than {UNFOLDED // 1024 // 1024} MB"
                            )
                        if "worksheets/" in member.filename:
                            _look_at_cells(before + part)
                            before = part[-_OVERLAP:]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise SheetUnreadable(f"the file is damaged or locked: {error}") from error


def _look_at_cells(xml: bytes) -> None:
    """A cell far away would be read as all the empty ones before it."""
    for letters, number in _CELL.findall(xml):
        if int(number) > MOST_ROWS + 1 or _column(letters) > MOST_COLUMNS:
            raise SheetTooLong(
                f"there is something in cell {(letters + number).decode()}; up to "
                f"{MOST_ROWS} rows and {MOST_COLUMNS} columns are taken"
            )


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _separated(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise SheetUnreadable("the file is neither a workbook nor text")
    first = text[: text.find("\n") + 1] or text
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [[_unguarded(cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise SheetUnreadable(f"the file is no CSV that can be read: {error}") from error


def _decoded(content: bytes) -> str:
    """The text of a file: UTF-8 and UTF-16 say what they are, the others are told by words."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if content[1::2].count(0) > len(content) // 4:
        return content.decode("utf-16-le", "replace")
    readings: list[tuple[float, str]] = []
    for encoding in ("cp1258", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[: SAMPLED * 40]
        alphabet = alphabet_of([sample])
        readings.append((plausibility(mended(sample, alphabet)), text))
    return max(readings, key=lambda reading: reading[0])[1]


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(GUARDED) else cell


def _text(cell: object) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float():
            text = str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime() | date():
            text = f"{cell:%d/%m/%Y}"
        case _:
            text = " ".join(str(cell).split())
    if len(text) > LONGEST_CELL:
        raise SheetTooLong(f"a cell has more than {LONGEST_CELL} characters: {text[:40]}…")
    return text
