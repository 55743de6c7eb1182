"""Units and people on the screen: what an officer tells, what is refused, what is forbidden."""

from __future__ import annotations

import json

import pytest

from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

UNIT, OTHER = str(samples.id_of("tccb")), str(samples.id_of("cqt"))
PERSON = str(samples.id_of("tccb-02"))
WHEN = {"ngay": "2025-03-01", "ly-do": "Sắp xếp", "key": "k"}

TOLD = {
    f"/don-vi/{UNIT}/doi-ten": (
        WHEN | {"ten": "Vụ mới", "ten-ngan": "VM"},
        ("PUT", f"/units/{UNIT}/name"),
        {"name": "Vụ mới", "short_name": "VM", "on": "2025-03-01", "reason": "Sắp xếp"},
    ),
    f"/don-vi/{UNIT}/chuyen": (
        WHEN | {"don-vi": ""},
        ("PUT", f"/units/{UNIT}/parent"),
        {"parent_id": None, "on": "2025-03-01", "reason": "Sắp xếp"},
    ),
    f"/don-vi/{UNIT}/sap-nhap": (
        WHEN | {"cac-don-vi": OTHER, "nhan-su": "1", "xac-nhan": " sáp nhập "},
        ("POST", f"/units/{UNIT}/mergers"),
        {
            "merged_unit_ids": [OTHER],
            "people_follow": True,
            "on": "2025-03-01",
            "reason": "Sắp xếp",
        },
    ),
    f"/don-vi/{UNIT}/chia-tach": (
        WHEN | {"cac-don-vi": OTHER, "xac-nhan": "CHIA TÁCH"},
        ("POST", f"/units/{UNIT}/splits"),
        {"heir_unit_ids": [OTHER], "ends": False, "on": "2025-03-01", "reason": "Sắp xếp"},
    ),
    f"/nhan-su/{PERSON}/biet-phai": (
        WHEN | {"don-vi": "", "co-quan": "Ban Tổ chức Trung ương"},
        ("POST", f"/people/{PERSON}/secondments"),
        {"to_unit_id": None, "host": "Ban Tổ chức Trung ương", "on": "2025-03-01"},
    ),
    f"/nhan-su/{PERSON}/nghi": (
        WHEN | {"loai": "maternity"},
        ("POST", f"/people/{PERSON}/leaves"),
        {"kind": "maternity", "on": "2025-03-01"},
    ),
}


@pytest.mark.parametrize("path", TOLD)
async def test_what_is_typed_is_told_once(
    officer: Browser, services: SampleServices, path: str
) -> None:
    typed, (method, told), form = TOLD[path]

    answer = await officer.post(path, typed)

    assert answer.status_code == 303, answer.text
    (request,) = services.told
    assert (request.method, request.url.path) == (method, f"/api/v1{told}")
    assert json.loads(request.content) == form
    assert request.headers["Idempotency-Key"] == "k"


async def test_what_cannot_be_undone_needs_the_word_and_loses_nothing_typed(
    officer: Browser, services: SampleServices
) -> None:
    typed = WHEN | {"cac-don-vi": OTHER, "xac-nhan": "vâng"}

    page = await officer.post(f"/don-vi/{UNIT}/sap-nhap", typed)

    assert page.status_code == 422
    assert services.told == []
    assert "Từ xác nhận chưa đúng" in page.text
    assert f'value="{OTHER}" checked' in page.text
    assert 'value="Sắp xếp"' in page.text


async def test_a_refusal_is_said_beside_what_was_typed(
    officer: Browser, services: SampleServices
) -> None:
    services.refusals[f"/units/{UNIT}/restoration"] = (409, "unit_heir_stands")

    page = await officer.post(f"/don-vi/{UNIT}/khoi-phuc", WHEN)

    assert page.status_code == 409
    assert "Đơn vị kế thừa đang hoạt động" in page.text


async def test_acts_that_are_not_possible_stand_there_with_the_reason(
    officer: Browser,
) -> None:
    unit = (await officer.get(f"/don-vi/{UNIT}.json")).json()
    person = (await officer.get(f"/nhan-su/{PERSON}.json")).json()

    assert unit["acts"]["khoi-phuc"]["reason"] == "reason.unit_stands"
    assert unit["acts"]["sap-nhap"]["allowed"]
    assert person["acts"]["biet-phai"]["reason"] == "reason.person_seconded"
    assert person["acts"]["het-biet-phai"]["allowed"]


async def test_only_an_emulation_officer_tells_of_units(unit_head: Browser) -> None:
    page = (await unit_head.get(f"/don-vi/{UNIT}.json")).json()

    assert {act["reason"] for act in page["acts"].values()} == {"reason.not_officer"}
