from __future__ import annotations

import io
import re
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from services.console import scoregrid
from services.console.scoregrid import GridUnreadable
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

CARD = samples.id_of("card/cong")
TABS = re.compile(r'<a href="\?don-vi=([0-9a-f-]+)"')
FORM = f"/cham-diem/{CARD}/lop/self"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, ["Mã", "Tiêu chí", "Tối đa", "Cách chấm", "Điểm", "Lý do", "x"])
        for number, row in enumerate(rows, start=3):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_a_filled_grid_is_read_row_by_row_however_a_number_was_typed() -> None:
    rows = scoregrid.read(
        workbook(("I.1", "", "", "", 19.5, "lý do"), ("I.2", "", "", "", "9,5", "", "x"))
    )

    assert [(one.code, one.value, one.reason, one.left_out) for one in rows] == [
        ("I.1", "19.5", "lý do", False),
        ("I.2", "9,5", "", True),
    ]


def test_a_file_that_is_no_workbook_is_said_to_be_none() -> None:
    with pytest.raises(GridUnreadable):
        scoregrid.read(b"%PDF-1.7")


async def test_units_keep_their_order_where_what_was_typed_is_refused(
    officer: Browser, services: SampleServices
) -> None:
    services.more["/scorecards"] = {"items": samples.scorecards()[::-1], "next": None}
    read = await officer.get("/cham-diem")
    form = f"/cham-diem/{samples.id_of('card/tccb')}/lop/appraised"
    refused = await officer.post(form, {"v.I.1": "x"})
    joined = [str(samples.id_of(key)) for key in ("tccb", "cqt", "cong")]
    assert refused.status_code == 422
    assert TABS.findall(read.text) == TABS.findall(refused.text) == joined


async def test_the_grid_is_downloaded_with_every_criterion(officer: Browser) -> None:
    page = await officer.get(f"/cham-diem/{samples.id_of('card/tccb')}/excel")

    assert page.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(page.content)).get_sheet_by_index(0)
    codes = [row[0] for row in rows.to_python() if row[0]]
    assert {"I.1", "I.2", "II.1", "III.1", "T.1", "TR.1"} <= set(codes)


async def test_what_a_file_would_change_is_shown_before_anything_is_recorded(
    officer: Browser, services: SampleServices
) -> None:
    form = f"/cham-diem/{samples.id_of('card/tccb')}/lop/appraised/nhap"
    content = workbook(
        ("I.1", "", "", "", 35, ""),
        ("I.2", "", "", "", "chín", ""),
        ("IX", "", "", "", 1, ""),
        ("II.1", "", "", "", 900, ""),
    )

    page = await officer.upload(form, "tep", "bang.xlsx", content)

    assert page.status_code == 200
    for said in ("không phải là số", "không có mã IX", "không nằm trong"):
        assert said in page.text
    assert services.told == []
