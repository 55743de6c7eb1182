from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from shared.sheets import SheetTooLarge, SheetTooLong, SheetUnreadable, read_apart, reading
from shared.sheets.legacy import alphabet_of, mended
from shared.sheets.reading import MOST_ROWS, read
from shared.sheets.writing import Form, written

UNICODE = "Nguyễn Thị Ánh, Vụ Tổ chức cán bộ, Trương Đình Quyền"
TCVN3 = "NguyÔn ThÞ ¸nh, Vô Tæ chøc c¸n bé, Tr­¬ng §×nh QuyÒn"
VNI = "Nguyeãn Thò AÙnh, Vuï Toå chöùc caùn boä, Tröông Ñình Quyeàn"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return file.getvalue()


@pytest.mark.parametrize(("typed", "alphabet"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_text_typed_before_unicode_is_recognised_and_changed(typed: str, alphabet: str) -> None:
    assert alphabet_of([typed]) == alphabet
    # TCVN3 has no capital letter with a tone; a list of names makes it one.
    assert mended(typed, alphabet_of([typed])).replace("ánh", "Ánh") == UNICODE


@pytest.mark.parametrize(
    "text",
    [UNICODE, "NGUYỄN THỊ ÁNH", "Đỗ", "Phòng Hành chính – Quản trị", "Ý kiến", "Vũ Ô", "Café"],
)
def test_unicode_stays_what_it_is(text: str) -> None:
    assert alphabet_of([text]) == "unicode"
    assert mended(text, "tcvn3") == text
    assert mended(text, "vni") == text


def test_a_name_in_capitals_of_the_old_fonts_stays_in_capitals() -> None:
    assert mended("NGUYÔN V¡N B×NH", "tcvn3") == "NGUYỄN VĂN BÌNH"
    assert mended("NGUYEÃN THÒ AÙNH", "vni") == "NGUYỄN THỊ ÁNH"


@pytest.mark.parametrize(
    "content",
    [
        f"tên;số\n{UNICODE};007".encode(),
        f"tên;số\r\n{UNICODE};007\r\n".encode("utf-8-sig"),
        f"tên\tsố\n{UNICODE}\t007".encode("utf-16"),
        f"tên\tsố\n{UNICODE}\t007".encode("utf-16-le"),
        f'ten,so\n"{TCVN3}",007'.encode("cp1252"),
        f'ten,so\n"{VNI}",007'.encode("cp1252"),
    ],
)
def test_a_csv_is_read_whatever_it_was_saved_as(content: bytes) -> None:
    heading, row = read(content).rows
    assert heading[0] in {"tên", "ten"}
    assert [row[0].replace("ánh", "Ánh"), row[1]] == [UNICODE, "007"]


def test_windows_own_vietnamese_is_composed() -> None:
    decomposed = "Nguyê\u0303n Thi\u0323 A\u0301nh"
    assert read(f"ten\n{decomposed}".encode("cp1258")).rows[1] == ["Nguyễn Thị Ánh"]


def test_numbers_and_days_of_a_workbook_are_text_as_it_is_written_here() -> None:
    content = workbook(("mã", "ngày", "điểm"), (7, date(1992, 10, 20), 9.5), ("", "", ""))
    assert read(content).rows == [["mã", "ngày", "điểm"], ["7", "20/10/1992", "9.5"]]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_written_is_read_again(form: Form) -> None:
    row = ["007", "=1+1", "+84912345678", "-", "a,b;c", UNICODE, "20/10/1992"]
    assert read(written(form, ["a", "b", "c", "d", "e", "f", "g"], [row])).rows[1] == row


def test_a_csv_never_holds_a_formula() -> None:
    assert b"\n=" not in written("csv", ["a"], [["=HYPERLINK(1)"]])


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2\3" * 9, b"PK\x03\x04 no archive", b'a,b\n"never closed']
)
def test_what_is_no_sheet_is_refused(content: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        read(content)


def test_a_file_that_unfolds_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNFOLDED", 1024 * 1024)
    file = io.BytesIO(workbook(("a",)))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(2 * 1024 * 1024))
    with pytest.raises(SheetTooLarge):
        read(file.getvalue())


def test_a_cell_far_away_is_refused_before_all_the_empty_ones_are_read() -> None:
    file = io.BytesIO()
    with Workbook(file) as book:
        book.add_worksheet().write_string(1_048_575, 16_383, "x")
    with pytest.raises(SheetTooLong):
        read(file.getvalue())
    with pytest.raises(SheetTooLong):
        read(b"a\n" * (MOST_ROWS + 1))


async def test_a_sheet_is_read_apart_as_it_is_read_here() -> None:
    content = workbook(("Họ tên",), (TCVN3,))
    good, bad = await asyncio.gather(
        read_apart(content), read_apart(b"PK\x03\x04"), return_exceptions=True
    )
    assert good == read(content)
    assert isinstance(bad, SheetUnreadable)
