from __future__ import annotations

from typing import Any
from uuid import UUID

from services.console.client.intakes import Codes
from services.console.client.people import Person
from services.console.screens.chrome import Names
from services.console.screens.lists import named_export
from shared.sheets.reading import read
from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

INTAKE = {
    "id": str(UUID(int=5)),
    "kind": "units",
    "columns": ["code", "name"],
    "file_name": "don-vi.xlsx",
    "alphabet": "tcvn3",
    "uploaded_at": "2026-11-26T08:00:00Z",
    "expires_at": "2026-11-27T08:00:00Z",
    "state": "ready",
    "mode": None,
    "new": 1200,
    "changed": 1,
    "unchanged": 0,
    "wrong": 1,
    "recorded": 0,
    "refused": 0,
    "decided": 0,
}
ROWS = [
    {"number": 2, "status": "changed", "cells": {"code": "A", "name": "Vụ Mới"},
     "before": {"name": "Vụ Cũ"}},
    {"number": 3, "status": "wrong", "cells": {"code": "B", "name": ""},
     "wrong": [{"column": "name", "code": "missing"}]},
]  # fmt: skip
PAGE = f"/danh-sach/units/{INTAKE['id']}"
SEE_OTHER = 303


def kept(services: SampleServices, **more: Any) -> None:  # noqa: ANN401 (of the answer)
    path = f"/intakes/{INTAKE['id']}"
    services.replies["/intakes"] = INTAKE | more
    services.more[path] = INTAKE | more
    services.more[f"{path}/rows"] = {"items": ROWS, "next": "xyz"}


async def test_an_upload_is_shown_row_by_row_with_what_is_wrong_in_its_cell(
    officer: Browser, services: SampleServices
) -> None:
    kept(services)
    sent = await officer.upload("/danh-sach/units", "tep", "don-vi.xlsx", b"PK")
    assert (sent.status_code, sent.headers["location"]) == (SEE_OTHER, f"{PAGE}?loc=wrong")
    assert services.told[-1].url.params["name"] == "don-vi.xlsx"
    assert services.told[-1].content == b"PK"

    page = (await officer.get(PAGE)).text
    assert "TCVN3 (ABC)" in page
    assert "<del>Vụ Cũ</del> <ins>Vụ Mới</ins>" in page
    assert "Ô này không được để trống." in page
    # All or nothing is not to be had while a row is wrong, and says why.
    assert "Ghi tất cả 1.201 dòng hoặc không dòng nào</button>" in page
    assert "Còn dòng sai." in page
    assert 'value="tat-ca"' in page
    assert f'href="{PAGE}?tiep=xyz"' in page


async def test_the_good_rows_are_asked_to_be_recorded(
    officer: Browser, services: SampleServices
) -> None:
    kept(services)
    done = await officer.post(f"{PAGE}/ghi", {"cach": "dong-dung"})
    assert done.headers["location"] == PAGE
    assert services.told[-1].url.path.endswith(f"/intakes/{INTAKE['id']}/commit")
    assert services.told[-1].content == b'{"mode":"good"}'

    services.refusals[f"/intakes/{INTAKE['id']}/commit"] = (409, "intake_has_wrong_rows")
    refused = await officer.post(f"{PAGE}/ghi", {"cach": "tat-ca"})
    assert refused.status_code == 409
    assert "Còn dòng sai nên không thể ghi tất cả." in refused.text


async def test_what_is_being_recorded_shows_how_far_it_is_without_scripts_too(
    officer: Browser, services: SampleServices
) -> None:
    kept(services, state="recording", decided=600)
    page = (await officer.get(PAGE)).text
    assert '<progress id="tien-do" max="1201" value="600">' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert f'sse-connect="{PAGE}/tien-do"' in page

    kept(services, state="recorded", recorded=1199, refused=2)
    page = (await officer.get(PAGE)).text
    assert "Đã ghi 1.199/1.201 dòng." in page
    assert "2 dòng bị từ chối." in page


async def test_a_file_that_is_refused_is_said_beside_its_kind(
    officer: Browser, services: SampleServices
) -> None:
    services.refusals["/intakes"] = (422, "sheet_unreadable")
    refused = await officer.upload("/danh-sach/people", "tep", "a.pdf", b"%PDF")
    assert refused.status_code == 422
    assert "Tệp không phải là bảng Excel" in refused.text
    nothing = await officer.post("/danh-sach/people", {})
    assert (nothing.status_code, "chọn tệp" in nothing.text.lower()) == (422, True)
    assert (await officer.get("/danh-sach/cats/mau/tep")).status_code == 404


async def test_who_is_no_officer_sees_why_nothing_can_be_taken_in(
    unit_head: Browser,
) -> None:
    page = (await unit_head.get("/danh-sach")).text
    assert page.count('aria-disabled="true"') == 3
    assert 'type="file"' not in page


async def test_earlier_awards_are_sent_with_what_their_holders_are_called(
    officer: Browser, services: SampleServices
) -> None:
    kept(services, kind="past_awards")
    services.more["/codes"] = {"person": {"CB1": samples.id_of("tccb-02")}, "unit": {}}
    sent = await officer.upload("/danh-sach/past_awards", "tep", "kt.xlsx", b"PK")
    assert sent.status_code == SEE_OTHER
    assert services.told[-1].url.host == "awards.test"
    assert b'{"person":{"CB1":"' in services.told[-1].content


def test_an_export_of_awards_names_their_holders() -> None:
    holder = UUID(str(samples.id_of("tccb-02")))
    plain = f"Kind,Holder,Award\nperson,{holder},CSTDCS\nperson,{UUID(int=1)},LDTT\n".encode()
    names = Names(people={holder: Person(holder, "female", full_name="Đỗ Thị Ánh")})
    content = named_export(plain, "csv", Codes(person={"CB1": holder}), names, "vi")
    assert read(content).rows[1:] == [
        ["person", "CB1", "CSTDCS", "Đỗ Thị Ánh"],
        ["person", str(UUID(int=1)), "LDTT", ""],
    ]
