"""What was granted for a year, as files: mistake 12 of other systems mixed its two classes."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from services.console import workbook
from services.console.client.granted import Family, Granted
from services.console.screens.chrome import Names
from services.console.screens.granted import separated, sheets
from tests.console.console import Browser
from tests.console.services import SampleServices

LIMIT_SECONDS = 2.0
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CALLED = {"title": "Danh hiệu thi đua", "commendation": "Hình thức khen thưởng"}
NOBODY = Names.of((), (), (), ())


def granted(number: int, family: Family, award: str) -> Granted:
    return Granted(
        id=UUID(int=number),
        family=family,
        award=award,
        name="=Tên",
        article="Luật 06/2022/QH15, Điều 24",
        subject_kind="person",
        subject_id=UUID(int=number),
        by_unit_id=None,
        year=2024,
        decision_number="9/QĐ-VPCP",
        decided_on=date(2025, 2, 3),
        merit=True,
        state="valid",
        revoked_by=None,
        revoked_on=None,
    )


def elements(text: bytes, tag: str) -> list[ET.Element]:
    # Our own file, a moment old: no entity of somebody else's can be in it.
    return list(ET.fromstring(text).iter(f"{SPREADSHEET}{tag}"))  # noqa: S314


def pages(content: bytes) -> dict[str, list[list[str]]]:
    """The rows of each sheet of an Excel file, by its name."""
    book = zipfile.ZipFile(io.BytesIO(content))
    named = elements(book.read("xl/workbook.xml"), "sheet")
    return {
        each.attrib["name"]: [
            ["".join(cell.itertext()) for cell in row]
            for row in elements(book.read(f"xl/worksheets/sheet{number}.xml"), "row")
        ]
        for number, each in enumerate(named, start=1)
    }


@pytest.fixture
def year(services: SampleServices) -> SampleServices:
    # The codes are wrong on purpose: the class that `awards` tells is what counts.
    found = [granted(1, "commendation", "LDTT"), granted(2, "title", "BK_BO")]
    services.more["/granted-awards"] = {"items": found, "next": None}
    return services


async def test_mistake_12_a_class_is_what_awards_tells_and_each_has_its_own_sheet(
    year: SampleServices, officer: Browser
) -> None:
    del year
    sent = await officer.get("/quyet-dinh/da-tang.xlsx")
    found = pages(sent.content)

    assert sent.headers["content-type"] == workbook.MEDIA_TYPE
    assert list(found) == list(CALLED.values())
    for called, code in (("Danh hiệu thi đua", "BK_BO"), ("Hình thức khen thưởng", "LDTT")):
        (row,) = [each for each in found[called] if each[0] == "1"]
        assert row[1:3] == [called, code]
        assert any(
            "chưa phải mẫu của cơ sở dữ liệu quốc gia" in row[0] for row in found[called]
        )


async def test_mistake_12_csv_names_the_class_of_every_row_titles_first(
    year: SampleServices, officer: Browser
) -> None:
    del year
    sent = await officer.get("/quyet-dinh/da-tang.csv")
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))

    assert [row[:2] for row in rows] == [
        ["Loại", "Mã"],
        [CALLED["title"], "BK_BO"],
        [CALLED["commendation"], "LDTT"],
    ]
    # What would be a formula is guarded.
    assert rows[1][2] == "'=Tên"


async def test_mistake_12_the_page_counts_titles_and_commendations_of_a_decision_apart(
    officer: Browser,
) -> None:
    page = await officer.get("/quyet-dinh")
    assert "Danh hiệu thi đua: 2 · Hình thức khen thưởng: 1" in page.text
    assert page.text.count("Những gì đã dựa trên danh hiệu này") == 2
    assert page.text.count("Những gì đã dựa trên hình thức khen thưởng này") == 1
    assert 'href="/quyet-dinh/da-tang.xlsx"' in page.text


async def test_an_unknown_form_is_refused(officer: Browser) -> None:
    assert (await officer.get("/quyet-dinh/da-tang.pdf")).status_code == 422


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_mistake_14_1800_awards_are_written_in_two_seconds(
    form: str, record_property: Callable[[str, object], None]
) -> None:
    many = [granted(n, "title" if n % 3 else "commendation", "LDTT") for n in range(1800)]
    begun = time.process_time()
    if form == "xlsx":
        pieces = workbook.chunks(*sheets(2024, many, NOBODY, "vi"))
    else:
        pieces = separated(many, NOBODY, "vi")
    size = sum(map(len, pieces))
    spent = time.process_time() - begun

    record_property("bytes", size)
    record_property("seconds", spent)
    assert size > 0
    assert spent < LIMIT_SECONDS
