"""The list in Excel: read back as Excel reads it."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

from services.console.workbook import Column, Sheet, chunks
from tests.console.console import Browser

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Workbook:
    """The first sheet of an `.xlsx` file."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        # Our own file, a moment old: no entity of somebody else's can be in it.
        self.page = ET.fromstring(self._zip.read("xl/worksheets/sheet1.xml"))  # noqa: S314

    def rows(self) -> list[list[str]]:
        return [
            ["".join(cell.itertext()) for cell in row]
            for row in self.page.iter(f"{SPREADSHEET}row")
        ]

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [each.attrib for each in self.page.iter(f"{SPREADSHEET}{tag}")]


def sheet(*rows: tuple[str | int | None, ...]) -> Sheet:
    columns = (Column("STT", 6), Column("Họ và tên", 32), Column("Kết quả", 22))
    return Sheet("Xét điều kiện", "Xét điều kiện · 2024", ("Ghi chú",), columns, rows)


def test_headings_stay_in_sight_and_columns_have_widths() -> None:
    book = Workbook(b"".join(chunks(sheet((1, "Lê Thu Hà", "Đủ điều kiện")))))

    assert book.rows()[-2:] == [
        ["STT", "Họ và tên", "Kết quả"],
        ["1", "Lê Thu Hà", "Đủ điều kiện"],
    ]
    assert book.attributes("pane")[0]["state"] == "frozen"
    assert book.attributes("pane")[0]["ySplit"] == "4"
    widths = [round(float(each["width"])) for each in book.attributes("col")]
    assert widths == [7, 33, 23]
    assert book.attributes("autoFilter")[0]["ref"] == "A4:C5"


def test_what_somebody_typed_is_never_a_formula() -> None:
    book = Workbook(b"".join(chunks(sheet((1, "=HYPERLINK(1)", "http://elsewhere.test")))))

    assert book.rows()[-1][1:] == ["=HYPERLINK(1)", "http://elsewhere.test"]
    assert book.attributes("f") == []
    assert book.attributes("hyperlink") == []


def test_a_list_of_a_ministry_comes_in_pieces() -> None:
    rows = ((n, f"Người {n}", "Đủ điều kiện") for n in range(1, 20_001))
    pieces = list(chunks(sheet(*rows)))

    assert len(pieces) > 3
    assert len(Workbook(b"".join(pieces)).rows()) == 20_003


async def test_the_choice_on_the_page_is_exported_as_it_is_sorted(officer: Browser) -> None:
    shown = (await officer.get("/xet-dieu-kien.json?danh-hieu=LDTT&ket-qua=yes")).json()
    page = await officer.get("/xet-dieu-kien?danh-hieu=LDTT&ket-qua=yes")
    answer = await officer.get("/xet-dieu-kien.xlsx?danh-hieu=LDTT&ket-qua=yes")

    rows = Workbook(answer.content).rows()
    place = next(n for n, row in enumerate(rows) if row[0] == "STT")
    assert rows[place][:4] == ["STT", "Họ và tên", "Chức vụ", "Đơn vị"]
    names = [row["subject"]["name"] for row in shown["rows"]]
    assert [row[1] for row in rows[place + 1 :]] == names
    assert {row[4] for row in rows[place + 1 :]} == {"Đủ điều kiện"}
    assert re.search(
        r'filename="xet-dieu-kien-2024.xlsx"', answer.headers["content-disposition"]
    )
    assert 'href="/xet-dieu-kien.xlsx?danh-hieu=LDTT&amp;ket-qua=yes"' in page.text


async def test_nobody_exports_without_signing_in(visitor: Browser) -> None:
    answer = await visitor.get("/xet-dieu-kien.xlsx")

    assert answer.status_code == 303
